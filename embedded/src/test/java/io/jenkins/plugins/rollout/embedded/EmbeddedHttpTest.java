package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.HttpScenarios;

public class EmbeddedHttpTest extends HttpScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
