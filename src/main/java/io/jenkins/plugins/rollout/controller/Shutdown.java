package io.jenkins.plugins.rollout.controller;

import hudson.init.Terminator;
import io.jenkins.plugins.rollout.service.RolloutService;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/** Stops the engine with Jenkins, after the builds: one that runs a moment longer must not find it gone. */
public final class Shutdown {
    private Shutdown() {}

    @Terminator(requires = FlowExecutionList.EXECUTIONS_SUSPENDED)
    public static void stop() {
        RolloutService.get().close();
    }
}
