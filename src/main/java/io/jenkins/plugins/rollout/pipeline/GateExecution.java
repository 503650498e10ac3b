package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code gate}: waits until it let through, failed or was rejected. */
final class GateExecution extends Declaring {
    private static final long serialVersionUID = 1L;

    GateExecution(StepContext context, Plan plan) {
        super(context, plan);
    }

    @Override
    void reconcile(RolloutState state) {
        if (state.isEnded()) {
            end(state);
        }
    }
}
