package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.HistoryRestartScenarios;

public class JenkinsHistoryRestartTest extends HistoryRestartScenarios {
    @Override
    protected Controller controller() {
        return new OnOwnJenkins();
    }
}
