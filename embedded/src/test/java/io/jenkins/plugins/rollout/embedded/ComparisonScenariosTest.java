package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.ComparisonScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;

public class ComparisonScenariosTest extends ComparisonScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
