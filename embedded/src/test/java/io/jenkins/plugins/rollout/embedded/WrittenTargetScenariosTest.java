package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.WrittenTargetScenarios;

public class WrittenTargetScenariosTest extends WrittenTargetScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
