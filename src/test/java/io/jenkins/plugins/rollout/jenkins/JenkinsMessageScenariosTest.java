package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.MessageScenarios;

/** The scenarios of messages on real Jenkins. */
public class JenkinsMessageScenariosTest extends MessageScenarios {
    @Override
    protected Controller controller() {
        return new OnOwnJenkins();
    }
}
