package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.PolicyScenarios;

public class PolicyScenariosTest extends PolicyScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
