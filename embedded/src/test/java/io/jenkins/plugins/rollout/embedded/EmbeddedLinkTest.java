package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.LinkScenarios;

public class EmbeddedLinkTest extends LinkScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
