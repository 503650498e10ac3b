package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.HistoryRestartScenarios;

public class EmbeddedHistoryRestartTest extends HistoryRestartScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
