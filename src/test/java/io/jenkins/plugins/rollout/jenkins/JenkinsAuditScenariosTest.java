package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.AuditScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;
import org.junit.ClassRule;
import org.jvnet.hudson.test.JenkinsRule;

public class JenkinsAuditScenariosTest extends AuditScenarios {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Override
    protected Controller controller() {
        return new OnSharedJenkins(JENKINS);
    }
}
