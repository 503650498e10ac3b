package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Functions;
import hudson.model.Result;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.BlockCall;
import io.jenkins.plugins.rollout.model.Situation;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * An execution that calls its block when the rollout wants it called: for each phase, and again to undo. A block that
 * ran while the controller was killed is either the one that is still wanted, or is cancelled.
 */
abstract class Calling extends Following {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(Calling.class.getName());

    /** Time for a body that was asked for before a kill to be begun all the same. */
    static final long GRACE_SECONDS = 5;

    private BlockRun block;

    /** The block that was asked for in this life of the controller: it will begin, however long it takes. */
    private transient BlockRun asked;

    private transient boolean graceGiven;
    private transient boolean graceOver;

    Calling(StepContext context, @CheckForNull String rolloutId) {
        super(context, rolloutId);
    }

    /** Whether a block runs. */
    final synchronized boolean busy() {
        return block != null && block.running();
    }

    /** Starts, cancels or leaves the block as the rollout wants. */
    final synchronized void call(RolloutState state, Optional<BlockCall> wanted) {
        if (busy() && !block.hasBegun() && block != asked) {
            if (!graceOver) {
                giveGrace();
                return;
            }
            block = null; // Pipeline knows nothing of it
        }
        if (busy()) {
            if (wanted.isEmpty() || !block.isOf(wanted.get()) || wanted.get().cancel()) {
                block.cancel(new FlowInterruptedException(
                        Result.ABORTED,
                        true,
                        new RolloutInterruption(rolloutId(), "the rollout does not want it any more")));
            }
        } else if (wanted.isPresent() && (block == null || !block.isOf(wanted.get()))) {
            start(state, wanted.get());
        }
    }

    private synchronized void giveGrace() {
        if (!graceGiven) {
            graceGiven = true;
            Timer.get().schedule(this::endGrace, GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void endGrace() {
        graceOver = true;
        lookAgain();
    }

    /** Says again how the last block ended; after a restart the rollout may not know. */
    final synchronized void reportAgain() {
        if (block != null && !block.running()) {
            submit(block.report());
        }
    }

    private synchronized void start(RolloutState state, BlockCall call) {
        Situation situation = Situation.of(state, call.phase());
        Map<String, String> variables = situation.environmentVariables(call.action());
        variables.put("ROLLOUT_INHERITED_EXPOSURE", inheritedExposure(state));
        String undo = call.action() == Action.UNDO ? " (undo)" : "";
        try {
            BodyInvoker invoker = getContext()
                    .newBodyInvoker()
                    .withContexts(
                            RolloutScope.ofPhase(state.id(), call.phase().name(), call.action()),
                            environment(getContext(), variables))
                    .withDisplayName(call.phase().name() + undo)
                    .withCallback(new Ended(this));
            asked = new BlockRun(call, invoker.start());
            block = asked;
        } catch (IllegalStateException e) {
            // a timeout around the step has lost its patience and ended it by force
            LOGGER.log(Level.INFO, e, () -> "rollout " + state.id() + ": its block cannot be called");
            submit(new Command.LoseBuild("its step was ended by force"));
        } catch (IOException | InterruptedException e) {
            end(e);
        }
    }

    /** The share that had the version which was taken over: a block must leave no fewer with the new one. */
    private static String inheritedExposure(RolloutState state) {
        BigDecimal exposure = state.inherited() == null ? null : state.inherited().reach().exposure();
        return exposure == null ? "" : exposure.toPlainString();
    }

    /** The environment of a block, with some variables more. */
    static EnvironmentExpander environment(StepContext context, Map<String, String> variables)
            throws IOException, InterruptedException {
        return EnvironmentExpander.merge(context.get(EnvironmentExpander.class), new Variables(new EnvVars(variables)));
    }

    /**
     * The block begins. Pipeline's own thread waits here until it is noted which block that is: no saved program has a
     * body that runs and an execution that does not know it.
     */
    private synchronized void blockBegins() {
        if (block != null) {
            block.begun();
        }
    }

    /** The block ended. @param failure null when it went well */
    private synchronized void blockEnded(@CheckForNull Throwable failure) {
        block.ended(failure == null ? null : message(failure));
        if (isAbort(failure)) {
            abort(failure);
        } else if (failure != null
                && !(failure instanceof AbortException)
                && !(failure instanceof FlowInterruptedException)) {
            // the reason goes into the rollout's story; where it happened is told here, for whoever must mend it
            Functions.printStackTrace(failure, log().getLogger());
        }
        submit(block.report());
        lookAgain();
    }

    /** Whether a block ended because somebody aborts the build, and neither by itself nor by the rollout's wish. */
    final boolean isAbort(@CheckForNull Throwable failure) {
        return failure instanceof FlowInterruptedException interrupted
                && interrupted.isActualInterruption()
                && !RolloutInterruption.by(rolloutId(), failure);
    }

    static String message(Throwable failure) {
        if (failure instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return interrupted.getCauses().get(0).getShortDescription();
        }
        return failure instanceof AbortException && failure.getMessage() != null
                ? failure.getMessage()
                : String.valueOf(failure);
    }

    /** Constant variables. An empty one is set all the same: {@code "$ROLLOUT_AUDIENCE"} in a script must not fail. */
    private static final class Variables extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;

        private final EnvVars variables;

        Variables(EnvVars variables) {
            this.variables = variables;
        }

        @Override
        public void expand(EnvVars env) {
            env.putAll(variables);
        }
    }

    /** Hears of the block's end. Saved in one piece with its execution, so that it finds it after a restart. */
    private static final class Ended extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final Calling execution;

        Ended(Calling execution) {
            this.execution = execution;
        }

        @Override
        public void onStart(StepContext context) {
            execution.blockBegins();
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.blockEnded(null);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            execution.blockEnded(failure);
        }
    }
}
