package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.AuditScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;

public class EmbeddedAuditTest extends AuditScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
