package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.CommandTargetScenarios;

public class CommandTargetScenariosTest extends CommandTargetScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
