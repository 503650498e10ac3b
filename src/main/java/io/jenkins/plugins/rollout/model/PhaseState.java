package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where one phase stands.
 *
 * @param attempt of the stage the phase is in, from 1; 0 before the gate opened
 * @param watch the sampling of the gate or the bake; null before the first
 * @param ask the open request for approval; null when none is
 * @param requests how often approval was asked for
 * @param approved the yeses that let the gate through, or that are given so far
 * @param operations all calls of targets, in order
 * @param block the last call of the block; null before the first
 * @param bakeUntil end of the bake; null before it starts
 * @param failure what failed, with its stage; null when nothing did
 * @param note what could not be undone; empty when nothing
 * @param undoAttempt how often its undo was begun
 * @param retryable whether another try may undo what could not be undone
 * @param window what keeps it from starting; null unless a freeze or a calendar does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PhaseState(
        Phase phase,
        PhaseStatus status,
        int attempt,
        Watch watch,
        Ask ask,
        int requests,
        List<Yes> approved,
        List<Operation> operations,
        Block block,
        Instant startedAt,
        Instant deployedAt,
        Instant bakeUntil,
        Instant endedAt,
        Failure failure,
        String note,
        int undoAttempt,
        boolean retryable,
        Window window) {

    /**
     * Why a phase may not start.
     *
     * @param until when it may; null when nobody knows
     * @param at since when it waits so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Window(String why, Instant until, Instant at) {}

    /**
     * @param stage where it failed
     * @param why one sentence
     * @param refusal the cause the rollout ends with, ABORTED, where people said no; null where something failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(Stage stage, String why, String refusal) {
        public Failure(Stage stage, String why) {
            this(stage, why, null);
        }
    }

    public PhaseState {
        approved = approved == null ? List.of() : List.copyOf(approved);
        operations = operations == null ? List.of() : List.copyOf(operations);
        note = note == null ? "" : note;
    }

    public static PhaseState pending(Phase phase) {
        return new PhaseState(
                phase, PhaseStatus.PENDING, 0, null, null, 0, null, null, null, null, null, null, null, null, "", 0, false, null);
    }

    @JsonIgnore
    public String name() {
        return phase.name();
    }

    /** Whether its block was called or a target of it was: something may be out there. */
    public boolean touched() {
        return block != null || !operations.isEmpty();
    }

    /** Whether its deployment began and was neither undone nor given up. */
    public boolean toUndo() {
        return touched()
                && switch (status) {
                    case PENDING, GATE, PASSED, SKIPPED, UNDONE, NOT_UNDONE -> false;
                    case DEPLOYING, DEPLOYED, BAKING, DONE, FAILED, UNDOING -> true;
                };
    }

    public boolean blockOpen() {
        return block != null && block.open();
    }

    public Optional<Operation> operation(String id) {
        return operations.stream().filter(operation -> operation.id().equals(id)).findFirst();
    }

    /**
     * What was answered to the questions of its gate: the last answer among the yeses that stand; an empty text where
     * nobody answered.
     */
    public Map<String, String> answers() {
        var answers = new LinkedHashMap<String, String>();
        for (Question question : phase.gate().approval().ask()) {
            String answer = "";
            for (Yes yes : approved) {
                answer = yes.answers().getOrDefault(question.name(), answer);
            }
            answers.put(question.name(), answer);
        }
        return answers;
    }

    /** Every target that was called to deploy, once each, in the order of its last call. */
    public List<TargetRef> deployedTargets() {
        var targets = new LinkedHashMap<Object, TargetRef>();
        for (Operation operation : operations) {
            if (operation.action() == Action.DEPLOY) {
                targets.remove(operation.target().definition());
                targets.put(operation.target().definition(), operation.target());
            }
        }
        return List.copyOf(targets.values());
    }

    /** What remains of it when its rollout hands it over: what was deployed, and nothing that is under way. */
    PhaseState left(String rollout) {
        return new PhaseState(
                phase.named(rollout + "/" + name()), PhaseStatus.DONE, attempt, null, null, requests, approved, operations,
                block, startedAt, deployedAt, bakeUntil, endedAt, null, "", 0, false, null);
    }

    PhaseState change(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    PhaseState withOperation(Operation changed) {
        return change(draft -> {
            draft.operations = new ArrayList<>(operations);
            draft.operations.replaceAll(operation -> operation.id().equals(changed.id()) ? changed : operation);
            if (operation(changed.id()).isEmpty()) {
                draft.operations.add(changed);
            }
        });
    }

    /** A phase state in the making. */
    static final class Draft {
        private final Phase phase;
        PhaseStatus status;
        int attempt;
        Watch watch;
        Ask ask;
        int requests;
        List<Yes> approved;
        List<Operation> operations;
        Block block;
        Instant startedAt;
        Instant deployedAt;
        Instant bakeUntil;
        Instant endedAt;
        Failure failure;
        String note;
        int undoAttempt;
        boolean retryable;
        Window window;

        private Draft(PhaseState from) {
            phase = from.phase;
            status = from.status;
            attempt = from.attempt;
            watch = from.watch;
            ask = from.ask;
            requests = from.requests;
            approved = from.approved;
            operations = from.operations;
            block = from.block;
            startedAt = from.startedAt;
            deployedAt = from.deployedAt;
            bakeUntil = from.bakeUntil;
            endedAt = from.endedAt;
            failure = from.failure;
            note = from.note;
            undoAttempt = from.undoAttempt;
            retryable = from.retryable;
            window = from.window;
        }

        private PhaseState done() {
            Window kept = status == PhaseStatus.PENDING || status == PhaseStatus.GATE || status == PhaseStatus.PASSED
                    ? window
                    : null; // what has begun or is over waits for no window
            return new PhaseState(
                    phase, status, attempt, watch, ask, requests, approved, operations, block, startedAt, deployedAt,
                    bakeUntil, endedAt, failure, note, undoAttempt, retryable, kept);
        }
    }
}
