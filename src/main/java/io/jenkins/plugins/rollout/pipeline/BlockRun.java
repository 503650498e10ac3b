package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.RolloutState.BlockCall;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;

/** One run of a block, saved with the program. Not a record: the program's own serialization does not write these. */
final class BlockRun implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String phase;
    private final Action action;
    private final int attempt;
    private final BodyExecution body;

    /** Forgotten over a restart: the body may not have heard, and is cancelled once more. */
    private transient boolean cancelled;

    private boolean begun;
    private boolean ended;
    private String failure;

    BlockRun(BlockCall call, BodyExecution body) {
        this.phase = call.phase().name();
        this.action = call.action();
        this.attempt = call.attempt();
        this.body = body;
    }

    boolean isOf(BlockCall call) {
        return phase.equals(call.phase().name()) && action == call.action() && attempt == call.attempt();
    }

    void begun() {
        begun = true;
    }

    /** Whether Pipeline has begun it, in this life of the controller or in an earlier one. */
    boolean hasBegun() {
        return begun;
    }

    boolean running() {
        return !ended;
    }

    /** Ends the block as soon as it can; the second time nothing happens. */
    void cancel(Throwable why) {
        if (!ended && !cancelled) {
            cancelled = true;
            body.cancel(why);
        }
    }

    /** @param why it failed; null when it went well */
    void ended(@CheckForNull String why) {
        ended = true;
        failure = why;
    }

    /** What the rollout is told about the end. */
    Command.BlockEnded report() {
        return new Command.BlockEnded(phase, action, attempt, failure == null, failure == null ? "" : failure);
    }
}
