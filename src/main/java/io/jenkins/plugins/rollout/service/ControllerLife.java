package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the engine with the controller. What stops it depends on the controller, see {@link RolloutService#close}. */
@Extension
public final class ControllerLife extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(ControllerLife.class.getName());

    @Override
    public void onLoaded() {
        try {
            RolloutService.get().engine();
            RolloutService.get().background().execute(LostBuilds::sweep);
        } catch (RuntimeException e) {
            LOGGER.log(Level.SEVERE, "Phased Rollout did not start; open rollouts are not continued", e);
        }
    }
}
