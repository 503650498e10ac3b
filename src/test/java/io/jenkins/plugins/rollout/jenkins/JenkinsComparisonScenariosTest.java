package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.ComparisonScenarios;
import io.jenkins.plugins.rollout.scenario.Controller;
import org.junit.ClassRule;
import org.jvnet.hudson.test.BuildWatcher;

public class JenkinsComparisonScenariosTest extends ComparisonScenarios {
    @ClassRule
    public static final BuildWatcher BUILDS = new BuildWatcher();

    @Override
    protected Controller controller() {
        return new OnOwnJenkins();
    }
}
