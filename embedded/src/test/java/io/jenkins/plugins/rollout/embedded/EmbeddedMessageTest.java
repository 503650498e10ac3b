package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.MessageScenarios;

public class EmbeddedMessageTest extends MessageScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
