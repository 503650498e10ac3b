package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.RestartScenarios;

public class RestartScenariosTest extends RestartScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
