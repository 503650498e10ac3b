package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of an open request for approval as time passes: people are reminded, a second circle is asked, it
 * expires. A request whose quorum is complete waits for nobody, so that none of this happens to it. A pause changes
 * nothing: people can answer while it lasts, and a yes to what was seen days ago is what expiry is there to prevent.
 */
final class Requests {
    private Requests() {}

    static Quorum quorum(RolloutState state, PhaseState phase) {
        return Quorum.of(state.approval(phase), phase.ask());
    }

    /** What is due now, the weightiest first. */
    static Optional<Event> due(RolloutState state, PhaseState phase, Instant now) {
        Ask ask = phase.ask();
        Approval approval = state.approval(phase);
        if (ask.expired()) {
            return Optional.of(expired(state, phase, approval));
        }
        if (quorum(state, phase).complete()) {
            return Optional.empty();
        }
        if (isOver(approval, ask, now)) {
            return Optional.of(new Event.ApprovalExpired(phase.name(), approval.onExpiry()));
        }
        if (toEscalate(approval, ask)
                && !now.isBefore(ask.at().plus(approval.escalation().after()))) {
            return Optional.of(
                    new Event.ApprovalEscalated(phase.name(), approval.escalation().to()));
        }
        int times = remindersBy(approval, ask, now);
        return times > ask.reminded()
                ? Optional.of(new Event.ApproversReminded(phase.name(), times))
                : Optional.empty();
    }

    /** When something will be due; empty when nothing ever will. */
    static Optional<Instant> next(RolloutState state, PhaseState phase) {
        Ask ask = phase.ask();
        Approval approval = state.approval(phase);
        if (ask.expired() || quorum(state, phase).complete()) {
            return Optional.empty();
        }
        Duration escalates = toEscalate(approval, ask) ? approval.escalation().after() : null;
        Duration reminds = approval.remind() == null ? null : approval.remind().multipliedBy(ask.reminded() + 1L);
        return Stream.of(approval.expires(), escalates, reminds)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .map(ask.at()::plus);
    }

    /** Whether an answer that comes now comes too late. */
    static boolean isOver(RolloutState state, PhaseState phase, Instant now) {
        return isOver(state.approval(phase), phase.ask(), now)
                && !quorum(state, phase).complete();
    }

    private static boolean isOver(Approval approval, Ask ask, Instant now) {
        return approval.expires() != null && !now.isBefore(ask.at().plus(approval.expires()));
    }

    private static boolean toEscalate(Approval approval, Ask ask) {
        return approval.escalation() != null && !approval.escalation().to().isEmpty() && !ask.isEscalated();
    }

    private static int remindersBy(Approval approval, Ask ask, Instant now) {
        return approval.remind() == null || now.isBefore(ask.at())
                ? 0
                : (int) Math.min(
                        Integer.MAX_VALUE, Duration.between(ask.at(), now).dividedBy(approval.remind()));
    }

    private static Event expired(RolloutState state, PhaseState phase, Approval approval) {
        String why = unanswered(approval);
        String cause = "phase '" + phase.name() + "': " + why;
        return switch (approval.onExpiry()) {
            case REJECT -> new Event.GateRejected(phase.name(), why);
            case PAUSE -> new Event.Held(HoldKind.EXPIRED, phase.name(), Stage.GATE, why);
            case ROLLBACK -> Undoing.anything(state)
                    ? new Event.RollbackStarted(Result.FAILURE, cause)
                    : new Event.RolloutEnded(Result.FAILURE, cause);
        };
    }

    /** {@code not approved within 4h}. */
    static String unanswered(Approval approval) {
        return "not approved within "
                + (approval.expires() == null ? "its time" : Durations.text(approval.expires()));
    }

    static boolean oneNoMoreEndsIt(RolloutState state, PhaseState phase) {
        return phase.ask().rejected().size() + 1 >= state.approval(phase).rejections();
    }
}
