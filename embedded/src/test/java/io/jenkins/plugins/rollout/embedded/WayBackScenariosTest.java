package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.WayBackScenarios;

public class WayBackScenariosTest extends WayBackScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
