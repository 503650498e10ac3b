package io.jenkins.plugins.rollout.pipeline;

import hudson.model.Result;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code rollout}: in plan form its block once per phase, in step form its block once. */
final class RolloutExecution extends Declaring {
    private static final long serialVersionUID = 1L;

    /** The block of the step form; null before its turn has come. */
    private BodyExecution form;

    private boolean formBegun;
    private boolean formEnded;

    /** Whether a phase step was under way when the rollout was last seen running. */
    private boolean inPhase;

    /** Forgotten over a restart: the block may not have heard, and is cancelled once more. */
    private transient boolean formCancelled;

    /** Said again after a restart: the rollout may not have heard. */
    private transient boolean closeSaid;

    /** Asked for just before a kill, and never begun. */
    private transient boolean formForgotten;

    /** Why the block of the step form failed; null when it did not. */
    private String formFailure;

    RolloutExecution(StepContext context, Plan plan) {
        super(context, plan);
    }

    @Override
    synchronized void reconcile(RolloutState state) {
        boolean steps = state.plan().form() == Plan.Form.STEPS;
        if (!steps) {
            call(state, state.blockCall());
        } else if ((form == null || formForgotten) && state.status() == RolloutState.Status.RUNNING) {
            formForgotten = false;
            startForm(state);
        } else if (formEnded && !closeSaid) {
            closeSaid = true;
            submit(new Command.CloseForm(formFailure == null, formFailure == null ? "" : formFailure));
        }
        if (state.status() == RolloutState.Status.RUNNING) {
            inPhase = state.currentPhase().filter(RolloutExecution::underWay).isPresent();
        }
        boolean formRuns = form != null && !formEnded;
        if (state.isEnded() && formRuns && !unwinds(state) && !formCancelled) {
            formCancelled = true;
            form.cancel(new FlowInterruptedException(
                    Result.ABORTED, true, new RolloutInterruption(state.id(), state.cause())));
        }
        if (state.isEnded() && !formRuns && !busy()) {
            end(state);
        }
    }

    /**
     * Whether the block of the step form is ending by itself, because it was aborted or a phase step in it failed. What
     * it does on the way out, in {@code post} or {@code finally}, is not cut off.
     */
    private boolean unwinds(RolloutState state) {
        return state.abortAsked() || inPhase;
    }

    private static boolean underWay(PhaseState phase) {
        return phase.status() != PhaseStatus.DONE && phase.status() != PhaseStatus.SKIPPED;
    }

    /** In the step form the steps show themselves what they wait for. */
    @Override
    boolean waits(RolloutState state) {
        return state.plan().form() == Plan.Form.STEPS
                ? state.status() == RolloutState.Status.WAITING
                : super.waits(state);
    }

    private synchronized void startForm(RolloutState state) {
        Plan plan = state.plan();
        try {
            form = getContext()
                    .newBodyInvoker()
                    .withContexts(
                            RolloutScope.ofRollout(state.id()),
                            environment(
                                    getContext(),
                                    Map.of(
                                            "ROLLOUT_ID", state.id(),
                                            "ROLLOUT_APPLICATION", plan.application(),
                                            "ROLLOUT_ENVIRONMENT", plan.environment(),
                                            "ROLLOUT_VERSION", plan.version(),
                                            "ROLLOUT_PREVIOUS_VERSION", plan.previousVersion())))
                    .withCallback(new FormEnded(this))
                    .start();
        } catch (IOException | InterruptedException | IllegalStateException e) {
            end(e);
        }
    }

    /** A block that was asked for just before a kill is asked for again, unless it begins in a while. */
    @Override
    synchronized void resumed() {
        if (form != null && !formBegun) {
            Timer.get().schedule(this::formMissing, GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void formMissing() {
        formForgotten = !formBegun;
        lookAgain();
    }

    private synchronized void formBegins() {
        formBegun = true;
    }

    private synchronized void formEnded(Throwable failure) {
        formEnded = true;
        formFailure = failure == null ? null : message(failure);
        if (isAbort(failure)) {
            abort(failure);
        }
        lookAgain();
    }

    /** Hears of the end of the step form's block. */
    private static final class FormEnded extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final RolloutExecution execution;

        FormEnded(RolloutExecution execution) {
            this.execution = execution;
        }

        @Override
        public void onStart(StepContext context) {
            execution.formBegins();
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.formEnded(null);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            execution.formEnded(failure);
        }
    }
}
