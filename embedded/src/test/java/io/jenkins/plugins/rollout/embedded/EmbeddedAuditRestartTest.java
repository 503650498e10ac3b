package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.AuditRestartScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;

public class EmbeddedAuditRestartTest extends AuditRestartScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
