package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.rollout.service.RolloutService;

/** Stops the engine with its controller, however that ends. */
@Extension
public final class EngineStop extends ItemListener implements Crashable {
    private final RolloutService service = RolloutService.get();

    @Override
    public void onBeforeShutdown() {
        service.close();
    }

    @Override
    public void crash() {
        service.close();
    }
}
