package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.HaproxyScenarios;

public class HaproxyScenariosTest extends HaproxyScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
