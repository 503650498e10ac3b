package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.FeedbackScenarios;

public class EmbeddedFeedbackTest extends FeedbackScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
