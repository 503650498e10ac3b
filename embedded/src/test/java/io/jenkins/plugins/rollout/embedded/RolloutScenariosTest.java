package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.RolloutScenarios;

public class RolloutScenariosTest extends RolloutScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
