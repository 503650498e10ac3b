package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The engine's way to the deployment targets; {@code target/} stands behind it. */
public interface TargetCaller {
    /**
     * Performs the operation, or finds it performed. Must not block the caller. Cancelling the future ends the waiting,
     * not necessarily the work. An undo is done when the target says that nothing of the version is left.
     */
    CompletionStage<TargetAnswer> call(TargetCall call);

    /**
     * Asks, after a crash, what became of an operation.
     *
     * @return empty when the target cannot tell: the engine then sends the same operation again. The stage stays open
     *     while the operation is still under way
     */
    CompletionStage<Optional<TargetAnswer>> inquire(TargetCall call);

    /**
     * Asks whether the target's world is still as an operation left it that was done. Must not block the caller, and
     * changes nothing.
     *
     * @return how it has changed, in one sentence; empty when it has not. The stage fails when the target cannot tell
     */
    CompletionStage<Optional<String>> look(TargetCall call);
}
