package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.scenario.Controller;
import io.jenkins.plugins.rollout.scenario.ScriptCheckScenarios;

public class ScriptCheckTest extends ScriptCheckScenarios {
    @Override
    protected Controller controller() {
        return new OnEmbeddedController();
    }
}
