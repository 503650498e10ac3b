package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that can happen in a rollout. A reader understands a rollout from the list of its events alone; its state
 * is their fold. When and by whom stands in the {@link Entry}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.RolloutDeclared.class, name = "rolloutDeclared"),
    @JsonSubTypes.Type(value = Event.TurnAwaited.class, name = "turnAwaited"),
    @JsonSubTypes.Type(value = Event.RolloutStarted.class, name = "rolloutStarted"),
    @JsonSubTypes.Type(value = Event.TakenOver.class, name = "takenOver"),
    @JsonSubTypes.Type(value = Event.HandOverAsked.class, name = "handOverAsked"),
    @JsonSubTypes.Type(value = Event.HandOverOffered.class, name = "handOverOffered"),
    @JsonSubTypes.Type(value = Event.HandOverRefused.class, name = "handOverRefused"),
    @JsonSubTypes.Type(value = Event.PhaseDeclared.class, name = "phaseDeclared"),
    @JsonSubTypes.Type(value = Event.GateOpened.class, name = "gateOpened"),
    @JsonSubTypes.Type(value = Event.RoundMeasured.class, name = "roundMeasured"),
    @JsonSubTypes.Type(value = Event.ApprovalRequested.class, name = "approvalRequested"),
    @JsonSubTypes.Type(value = Event.ApprovalGiven.class, name = "approvalGiven"),
    @JsonSubTypes.Type(value = Event.ApprovalsVoided.class, name = "approvalsVoided"),
    @JsonSubTypes.Type(value = Event.ApprovalWithdrawn.class, name = "approvalWithdrawn"),
    @JsonSubTypes.Type(value = Event.RejectionGiven.class, name = "rejectionGiven"),
    @JsonSubTypes.Type(value = Event.ApproversReminded.class, name = "approversReminded"),
    @JsonSubTypes.Type(value = Event.ApprovalEscalated.class, name = "approvalEscalated"),
    @JsonSubTypes.Type(value = Event.ApprovalExpired.class, name = "approvalExpired"),
    @JsonSubTypes.Type(value = Event.GateRejected.class, name = "gateRejected"),
    @JsonSubTypes.Type(value = Event.GatePassed.class, name = "gatePassed"),
    @JsonSubTypes.Type(value = Event.WindowAwaited.class, name = "windowAwaited"),
    @JsonSubTypes.Type(value = Event.WindowOpened.class, name = "windowOpened"),
    @JsonSubTypes.Type(value = Event.HotfixDeclared.class, name = "hotfixDeclared"),
    @JsonSubTypes.Type(value = Event.StageFailed.class, name = "stageFailed"),
    @JsonSubTypes.Type(value = Event.StageSkipped.class, name = "stageSkipped"),
    @JsonSubTypes.Type(value = Event.DeployStarted.class, name = "deployStarted"),
    @JsonSubTypes.Type(value = Event.OperationStarted.class, name = "operationStarted"),
    @JsonSubTypes.Type(value = Event.OperationEnded.class, name = "operationEnded"),
    @JsonSubTypes.Type(value = Event.BlockEnded.class, name = "blockEnded"),
    @JsonSubTypes.Type(value = Event.PhaseDeployed.class, name = "phaseDeployed"),
    @JsonSubTypes.Type(value = Event.BakeStarted.class, name = "bakeStarted"),
    @JsonSubTypes.Type(value = Event.PhaseDone.class, name = "phaseDone"),
    @JsonSubTypes.Type(value = Event.PhaseSkipped.class, name = "phaseSkipped"),
    @JsonSubTypes.Type(value = Event.Held.class, name = "held"),
    @JsonSubTypes.Type(value = Event.Paused.class, name = "paused"),
    @JsonSubTypes.Type(value = Event.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = Event.Retried.class, name = "retried"),
    @JsonSubTypes.Type(value = Event.Promoted.class, name = "promoted"),
    @JsonSubTypes.Type(value = Event.DriftSeen.class, name = "driftSeen"),
    @JsonSubTypes.Type(value = Event.DriftGone.class, name = "driftGone"),
    @JsonSubTypes.Type(value = Event.RollbackStarted.class, name = "rollbackStarted"),
    @JsonSubTypes.Type(value = Event.UndoStarted.class, name = "undoStarted"),
    @JsonSubTypes.Type(value = Event.UndoBlockStarted.class, name = "undoBlockStarted"),
    @JsonSubTypes.Type(value = Event.PhaseUndone.class, name = "phaseUndone"),
    @JsonSubTypes.Type(value = Event.PhaseNotUndone.class, name = "phaseNotUndone"),
    @JsonSubTypes.Type(value = Event.RollbackEnded.class, name = "rollbackEnded"),
    @JsonSubTypes.Type(value = Event.AbortAsked.class, name = "abortAsked"),
    @JsonSubTypes.Type(value = Event.BuildLost.class, name = "buildLost"),
    @JsonSubTypes.Type(value = Event.ControllerRestarted.class, name = "controllerRestarted"),
    @JsonSubTypes.Type(value = Event.RolloutEnded.class, name = "rolloutEnded"),
})
public sealed interface Event {

    /**
     * The first event of every journal.
     *
     * @param build the build it runs in, for people: {@code shop #12}
     * @param concerned ids of those who started the build or authored its changes
     */
    record RolloutDeclared(String rolloutId, String build, Plan plan, Set<String> concerned) implements Event {
        public RolloutDeclared {
            concerned = concerned == null ? Set.of() : Set.copyOf(concerned);
        }
    }

    /** Another rollout of the same application and environment is under way. */
    record TurnAwaited(String behind) implements Event {}

    /**
     * Its turn has come.
     *
     * @param previousVersion the version that is live now; null when nobody knows. It is the plan's where the Jenkinsfile
     *     named none
     */
    record RolloutStarted(String previousVersion) implements Event {}

    /** The rollout owns from now on what an older one has deployed; it begins at once. */
    record TakenOver(Inheritance inheritance) implements Event {}

    /** A newer rollout wants to take over: nothing new is begun, what is being deployed is waited for. @param to its id */
    record HandOverAsked(String to) implements Event {}

    /** Nothing is under way any more. From now on the newer rollout's journal says whose it is. */
    record HandOverOffered(String to) implements Event {}

    /** The newer rollout did not take it: this one goes on. */
    record HandOverRefused(String to, String why) implements Event {}

    /** Step form: a phase was reached. */
    record PhaseDeclared(Phase phase) implements Event {}

    /** @param attempt 1 for the first time, one more for each retry */
    record GateOpened(String phase, int attempt) implements Event {}

    /** All criteria were sampled once. @param stage gate (also while deploying) or bake */
    record RoundMeasured(String phase, Stage stage, int attempt, int round, List<Reading> readings) implements Event {
        public RoundMeasured {
            readings = readings == null ? List.of() : List.copyOf(readings);
        }
    }

    /**
     * The metrics hold and people are asked.
     *
     * @param request how often was asked in this gate, from 1; a part of the evidence
     * @param evidence digest of what the approvers see
     */
    record ApprovalRequested(String phase, int request, String evidence) implements Event {}

    /**
     * A yes. It takes back an earlier no of the same person.
     *
     * @param answers what was answered, by name of the question
     * @param onBehalfOf id of the person who is away and for whom it counts; null when it is the person's own
     * @param override whether the person could say it as an override only
     */
    record ApprovalGiven(
            String phase,
            String evidence,
            String comment,
            Map<String, String> answers,
            String onBehalfOf,
            boolean override)
            implements Event {
        public ApprovalGiven {
            comment = comment == null ? "" : comment;
            answers = answers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(answers));
        }

        public ApprovalGiven(String phase, String evidence, String comment) {
            this(phase, evidence, comment, Map.of(), null, false);
        }
    }

    /** Somebody took back their yes, or the one that was said for them. */
    record ApprovalWithdrawn(String phase, String comment) implements Event {
        public ApprovalWithdrawn {
            comment = comment == null ? "" : comment;
        }
    }

    record ApprovalsVoided(String phase, String why) implements Event {}

    /**
     * A no that does not end it yet. It takes back an earlier yes of the same person.
     *
     * @param onBehalfOf id of the person who is away and for whom it counts; null when it is the person's own
     */
    record RejectionGiven(String phase, String reason, String onBehalfOf) implements Event {
        public RejectionGiven(String phase, String reason) {
            this(phase, reason, null);
        }
    }

    /**
     * The people who have yet to approve are reminded.
     *
     * @param times how many of the times to do so have gone by since the request; an outage may have swallowed some
     */
    record ApproversReminded(String phase, int times) implements Event {}

    /** @param to the second circle, which may answer from now on */
    record ApprovalEscalated(String phase, List<String> to) implements Event {
        public ApprovalEscalated {
            to = to == null ? List.of() : List.copyOf(to);
        }
    }

    /** The request was not answered in time. @param onExpiry what follows */
    record ApprovalExpired(String phase, OnExpiry onExpiry) implements Event {}

    /**
     * The no that ends it; by the engine, because the request expired.
     *
     * @param onBehalfOf id of the person who is away and for whom it counts; null when it is the person's own
     */
    record GateRejected(String phase, String reason, String onBehalfOf) implements Event {
        public GateRejected(String phase, String reason) {
            this(phase, reason, null);
        }
    }

    record GatePassed(String phase) implements Event {}

    /**
     * A phase may not start now: a freeze or a calendar holds it. Told again when the reason or the end changes.
     *
     * @param until when it may; null when nobody knows
     */
    record WindowAwaited(String phase, String why, Instant until) implements Event {}

    /** Nothing holds the phase any more. */
    record WindowOpened(String phase) implements Event {}

    /**
     * From now on no freeze and no calendar holds the rollout, and the lane's rules say who must approve what is not yet
     * deployed.
     *
     * @param rules each must be met, in place of those of the phases
     */
    record HotfixDeclared(String reason, List<Approval.Rule> rules) implements Event {
        public HotfixDeclared {
            rules = List.copyOf(rules);
        }
    }

    record StageFailed(String phase, Stage stage, String why) implements Event {}

    /** Somebody with the override permission went on without the rest of the stage. */
    record StageSkipped(String phase, Stage stage, String reason) implements Event {}

    record DeployStarted(String phase, int attempt) implements Event {}

    /** Written before the target is called. @param tryNumber from 1 */
    record OperationStarted(String phase, String operation, Action action, TargetRef target, int tryNumber)
            implements Event {}

    /** @param again when the same operation is tried again; null when this answer is the last word */
    record OperationEnded(String phase, String operation, TargetAnswer answer, Instant again) implements Event {}

    /** @param message why it failed; empty when it did not */
    record BlockEnded(String phase, Action action, int attempt, boolean ok, String message) implements Event {}

    record PhaseDeployed(String phase) implements Event {}

    record BakeStarted(String phase, int attempt, Instant until) implements Event {}

    record PhaseDone(String phase) implements Event {}

    record PhaseSkipped(String phase) implements Event {}

    /** The rollout cannot go on by itself: a human is asked to retry, skip, roll back or stop. */
    record Held(HoldKind kind, String phase, Stage stage, String why) implements Event {}

    record Paused(String reason) implements Event {}

    record Resumed(String reason) implements Event {}

    record Retried(String phase, Stage stage, String reason) implements Event {}

    /** @param phase the last phase, to which the rollout jumps */
    record Promoted(String phase, String reason) implements Event {}

    /** The world of a target is no longer what the operation left. @param what in one sentence */
    record DriftSeen(String phase, String operation, String what) implements Event {}

    /** It is again as the operation left it. */
    record DriftGone(String phase, String operation) implements Event {}

    /** @param result how the rollout will end */
    record RollbackStarted(Result result, String cause) implements Event {}

    record UndoStarted(String phase, int attempt) implements Event {}

    /** The targets of the phase are dealt with; its block is called to undo the rest. */
    record UndoBlockStarted(String phase, int attempt) implements Event {}

    record PhaseUndone(String phase) implements Event {}

    /** @param retryable whether another try may help; false when nothing can undo it */
    record PhaseNotUndone(String phase, String why, boolean retryable) implements Event {}

    record RollbackEnded(boolean complete) implements Event {}

    /** The build was aborted; a second time ends the rollout without an undo. */
    record AbortAsked(String reason) implements Event {}

    /**
     * The build ended without the rollout: its block cannot be called any more.
     *
     * @param gone whether the build was deleted with everything in it, so that nobody can act on the rollout
     */
    record BuildLost(String why, boolean gone) implements Event {}

    record ControllerRestarted() implements Event {}

    record RolloutEnded(Result result, String cause) implements Event {}
}
