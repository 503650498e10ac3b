package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.WindowScenarios;

public class WindowScenariosTest extends WindowScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
