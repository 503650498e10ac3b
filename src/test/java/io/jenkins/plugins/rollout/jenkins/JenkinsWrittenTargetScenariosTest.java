package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.WrittenTargetScenarios;
import org.junit.ClassRule;
import org.jvnet.hudson.test.JenkinsRule;

public class JenkinsWrittenTargetScenariosTest extends WrittenTargetScenarios {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Override
    protected Controller controller() {
        return new OnSharedJenkins(JENKINS);
    }
}
