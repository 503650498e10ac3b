package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.WayBackScenarios;
import org.junit.ClassRule;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class JenkinsWayBackScenariosTest extends WayBackScenarios {
    @ClassRule
    public static final BuildWatcher BUILDS = new BuildWatcher();

    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Override
    protected Controller controller() {
        return new OnSharedJenkins(JENKINS);
    }
}
