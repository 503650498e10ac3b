package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.DashboardScenarios;

public class EmbeddedDashboardTest extends DashboardScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
