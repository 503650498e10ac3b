package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.CommandTargetRestartScenarios;

public class CommandTargetRestartScenariosTest extends CommandTargetRestartScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
