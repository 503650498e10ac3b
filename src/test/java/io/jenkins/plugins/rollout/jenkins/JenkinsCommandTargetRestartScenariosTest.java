package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.CommandTargetRestartScenarios;
import org.junit.ClassRule;
import org.jvnet.hudson.test.BuildWatcher;

public class JenkinsCommandTargetRestartScenariosTest extends CommandTargetRestartScenarios {
    @ClassRule
    public static final BuildWatcher BUILDS = new BuildWatcher();

    @Override
    protected Controller controller() {
        return new OnOwnJenkins();
    }
}
