package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.AuditRestartScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;

public class JenkinsAuditRestartTest extends AuditRestartScenarios {
    @Override
    protected Controller controller() {
        return new OnOwnJenkins();
    }
}
