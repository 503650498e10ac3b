package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Block;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way back: phases in reverse, each one's targets in reverse, then its block. One that cannot be undone does not
 * stop the others, and is never forgotten.
 */
final class Undoing {
    /** A block that does not end in this time is stuck: its targets are undone all the same. */
    static final Duration BLOCK_GRACE = Duration.ofSeconds(30);

    private Undoing() {}

    /** Whether a rollback has anything to do or to name. */
    static boolean anything(RolloutState state) {
        return state.everything().stream().anyMatch(PhaseState::toUndo);
    }

    /** Whether the block of a deployment still runs, which was told to end. */
    static boolean blockRuns(RolloutState state) {
        return !state.buildLost()
                && state.phases().stream()
                        .anyMatch(phase -> phase.blockOpen() && phase.block().action() == Action.DEPLOY);
    }

    /** When a block that was told to end is not waited for any longer. */
    static Instant patience(RolloutState state) {
        return state.rollback().at().plus(BLOCK_GRACE);
    }

    static Optional<Event> next(RolloutState state, Instant now) {
        if (state.held() != null) {
            return Optional.empty();
        }
        if (state.rollback().complete() != null) {
            return Optional.of(afterwards(state));
        }
        List<PhaseState> everything = state.everything();
        Optional<PhaseState> under = everything.stream()
                .filter(phase -> phase.status() == PhaseStatus.UNDOING)
                .findFirst();
        if (under.isPresent()) {
            return undo(state, under.get(), now);
        }
        if (blockRuns(state) && now.isBefore(patience(state))) {
            return Optional.empty(); // it was told to end; undoing what it still does would be in vain
        }
        for (int i = everything.size() - 1; i >= 0; i--) {
            PhaseState phase = everything.get(i);
            if (phase.toUndo()) {
                return Optional.of(new Event.UndoStarted(phase.name(), phase.undoAttempt() + 1));
            }
        }
        boolean complete = everything.stream().noneMatch(phase -> phase.status() == PhaseStatus.NOT_UNDONE);
        return Optional.of(new Event.RollbackEnded(complete));
    }

    private static Optional<Event> undo(RolloutState state, PhaseState phase, Instant now) {
        List<TargetRef> targets = new ArrayList<>(phase.deployedTargets());
        Collections.reverse(targets);
        for (TargetRef target : targets) {
            if (!target.undoable() || undone(phase, target)) {
                continue;
            }
            String id = OperationIds.of(state.id(), phase.name(), Action.UNDO, phase.undoAttempt(), target);
            Optional<Operation> operation = phase.operation(id);
            if (operation.isEmpty()) {
                return Optional.of(new Event.OperationStarted(phase.name(), id, Action.UNDO, target, 1));
            }
            if (operation.get().dueAgain(now)) {
                return Optional.of(new Event.OperationStarted(
                        phase.name(), id, Action.UNDO, target, operation.get().tryNumber() + 1));
            }
            if (operation.get().open()) {
                return Optional.empty();
            }
        }
        if (state.plan().form() == Plan.Form.PLAN && !state.buildLost() && !blockRuns(state)) {
            Block block = phase.block();
            if (block.action() != Action.UNDO || block.attempt() != phase.undoAttempt()) {
                return Optional.of(new Event.UndoBlockStarted(phase.name(), phase.undoAttempt()));
            }
            if (block.open()) {
                return Optional.empty();
            }
        }
        List<Event.PhaseNotUndone> left = left(state, phase, targets);
        return Optional.of(
                left.isEmpty()
                        ? new Event.PhaseUndone(phase.name())
                        : new Event.PhaseNotUndone(
                                phase.name(),
                                left.stream().map(Event.PhaseNotUndone::why).collect(Collectors.joining("; ")),
                                left.stream().anyMatch(Event.PhaseNotUndone::retryable)));
    }

    /** Whether any attempt at the undo of the target worked since it was last deployed. */
    private static boolean undone(PhaseState phase, TargetRef target) {
        Operation last = null;
        for (Operation operation : phase.operations()) {
            if (operation.target().definition().equals(target.definition())) {
                last = operation;
            }
        }
        return last != null && last.action() == Action.UNDO && last.status() == Operation.Status.DONE;
    }

    /** What of a phase could not be undone, each with whether another try may help. */
    private static List<Event.PhaseNotUndone> left(RolloutState state, PhaseState phase, List<TargetRef> targets) {
        var left = new ArrayList<Event.PhaseNotUndone>();
        for (TargetRef target : targets) {
            if (!target.undoable()) {
                left.add(new Event.PhaseNotUndone(phase.name(), target.name() + " cannot be undone", false));
            } else if (!undone(phase, target)) {
                String id = OperationIds.of(state.id(), phase.name(), Action.UNDO, phase.undoAttempt(), target);
                String message = phase.operation(id).map(Operation::message).orElse("");
                left.add(new Event.PhaseNotUndone(phase.name(), target.name() + ": " + message, true));
            }
        }
        boolean planForm = state.plan().form() == Plan.Form.PLAN;
        if (planForm && blockRuns(state)) {
            left.add(new Event.PhaseNotUndone(
                    phase.name(),
                    "its block is not called to undo while the one that deploys does not end",
                    true));
        } else if (planForm && state.buildLost()) {
            if (!(phase.block().action() == Action.UNDO && phase.block().ok())) {
                left.add(new Event.PhaseNotUndone(
                        phase.name(), "its block was not called to undo, for the build is gone", false));
            }
        } else if (planForm && phase.block() != null && !phase.block().ok()) {
            left.add(new Event.PhaseNotUndone(phase.name(), "block: " + phase.block().message(), true));
        } else if (!planForm && targets.isEmpty()) {
            left.add(new Event.PhaseNotUndone(
                    phase.name(),
                    "its block deployed without deployTo, so that nothing is known that could be undone",
                    false));
        }
        return left;
    }

    /** Ends the rollout, or asks a human where another try may help. */
    private static Event afterwards(RolloutState state) {
        List<PhaseState> left = state.everything().stream()
                .filter(phase -> phase.status() == PhaseStatus.NOT_UNDONE)
                .toList();
        Optional<PhaseState> retryable = left.stream().filter(PhaseState::retryable).findFirst();
        if (retryable.isPresent() && mayTryAgain(state)) {
            return new Event.Held(HoldKind.UNDO, retryable.get().name(), Stage.UNDO, names(left));
        }
        return new Event.RolloutEnded(state.rollback().result(), cause(state));
    }

    /**
     * Whether a human can have what is left tried again: by the block while there is a build, by the engine as long as
     * somebody can see the page of the build.
     */
    static boolean mayTryAgain(RolloutState state) {
        return !state.buildGone()
                && (!state.buildLost()
                        || state.everything().stream()
                                .filter(phase -> phase.status() == PhaseStatus.NOT_UNDONE && phase.retryable())
                                .anyMatch(phase -> phase.deployedTargets().stream()
                                        .anyMatch(target -> target.undoable() && !undone(phase, target))));
    }

    /** What only an older rollout had deployed, when the newer one is out everywhere: said, for it stays. */
    static String leftBehind(RolloutState state) {
        return state.inherited() == null
                ? ""
                : state.inherited().onlyThere(state).stream()
                        .map(target -> "; " + target.name() + " still has what rollout "
                                + state.inherited().from() + " left there")
                        .collect(Collectors.joining());
    }

    /** The cause of the rollback and, never hidden by it, what could not be undone. */
    static String cause(RolloutState state) {
        List<PhaseState> left = state.everything().stream()
                .filter(phase -> phase.status() == PhaseStatus.NOT_UNDONE || phase.toUndo())
                .toList();
        String cause = state.rollback().cause();
        return left.isEmpty() ? cause : cause + " — NOT UNDONE: " + names(left);
    }

    /** Phases and targets that had something and were not undone, for people; empty when there are none. */
    static String outThere(RolloutState state) {
        return state.everything().stream()
                .filter(phase -> phase.status() == PhaseStatus.NOT_UNDONE || phase.toUndo())
                .map(phase -> "phase '" + phase.name() + "'" + phase.deployedTargets().stream()
                        .filter(target -> !undone(phase, target))
                        .map(TargetRef::name)
                        .reduce((one, other) -> one + ", " + other)
                        .map(targets -> " (" + targets + ")")
                        .orElse(""))
                .collect(Collectors.joining(", "));
    }

    private static String names(List<PhaseState> phases) {
        return phases.stream()
                .map(phase -> "phase '" + phase.name() + "'" + (phase.note().isEmpty() ? "" : " (" + phase.note() + ")"))
                .collect(Collectors.joining(", "));
    }
}
