package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.jenkins.plugins.rollout.service.RolloutService;

/** Lets the engine vanish with its controller. */
@Extension
public final class EngineCrash implements Crashable {
    private final RolloutService service = RolloutService.get();

    @Override
    public void crash() {
        service.close();
    }
}
