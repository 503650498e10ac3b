package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.CommandTargetScenarios;
import org.junit.ClassRule;
import org.jvnet.hudson.test.JenkinsRule;

public class JenkinsCommandTargetScenariosTest extends CommandTargetScenarios {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Override
    protected Controller controller() {
        return new OnSharedJenkins(JENKINS);
    }
}
