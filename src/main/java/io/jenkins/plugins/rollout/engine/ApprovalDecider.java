package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.policy.Eligibility;
import io.jenkins.plugins.rollout.policy.Eligibility.Answer;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.Map;
import java.util.Optional;

/** Answers a yes, a no, and a yes that is taken back. */
final class ApprovalDecider {
    private final Rules rules;

    ApprovalDecider(Rules rules) {
        this.rules = rules;
    }

    /** The phase that asks for approval now. */
    static Optional<PhaseState> asking(RolloutState state) {
        return state.status() == Status.RUNNING && state.held() == null
                ? state.currentPhase()
                        .filter(phase -> phase.status() == PhaseStatus.GATE
                                && phase.ask() != null
                                && !phase.ask().expired())
                : Optional.empty();
    }

    Optional<Decision.Refused> approve(Unfolding unfolding, Command.Approve c) {
        RolloutState state = unfolding.state();
        Optional<PhaseState> asking = asking(state);
        if (asking.isEmpty()) {
            return refuse(Decision.conflict("no approval is asked for now; review again"));
        }
        PhaseState phase = asking.get();
        Answer answer = Eligibility.toApprove(
                c.by(), state.approval(phase), phase.ask(), state.concerned(), rules, c.override(), unfolding.now());
        if (answer instanceof Answer.MayNot no) {
            return refuse(Decision.forbidden(no.why()));
        }
        if (c.evidence() == null || c.evidence().isBlank()) {
            return refuse(Decision.invalid(
                    "evidence: missing; send the digest that the request for approval shows", "evidence"));
        }
        if (!c.evidence().equals(phase.ask().evidence())) {
            return refuse(new Decision.Refused(
                    Decision.Reason.CONFLICT, "what you saw has changed since; review again", "evidence"));
        }
        if (answer instanceof Answer.NotNow notNow) {
            return refuse(Decision.conflict(notNow.why()));
        }
        if (Requests.isOver(state, phase, unfolding.now())) {
            return refuse(tooLate(state, phase));
        }
        if (!(answer instanceof Answer.May may)) {
            return Optional.empty(); // said twice is said once
        }
        String comment = text(c.comment());
        if (may.override() && comment.isEmpty()) {
            return refuse(Decision.invalid("comment: missing; an override says why, it is kept", "comment"));
        }
        Map<String, String> answers;
        try {
            answers = Answers.checked(state.approval(phase).ask(), c.answers());
        } catch (Answers.Wrong e) {
            return refuse(Decision.invalid(e.getMessage(), e.field()));
        }
        unfolding.add(
                c.by(),
                new Event.ApprovalGiven(
                        phase.name(), c.evidence(), comment, answers, may.onBehalfOf(), may.override()));
        return Optional.empty();
    }

    Optional<Decision.Refused> withdraw(Unfolding unfolding, Command.Withdraw c) {
        Optional<PhaseState> asking = asking(unfolding.state());
        if (asking.isEmpty()) {
            return refuse(Decision.conflict(
                    "no approval is asked for now, so that none can be withdrawn; reject, roll back or stop instead"));
        }
        PhaseState phase = asking.get();
        if (!phase.ask().hasFrom(c.by().id())) {
            return refuse(Decision.conflict("there is no approval of " + c.by().id() + " to withdraw"));
        }
        unfolding.add(c.by(), new Event.ApprovalWithdrawn(phase.name(), text(c.comment())));
        return Optional.empty();
    }

    Optional<Decision.Refused> reject(Unfolding unfolding, Command.Reject c) {
        RolloutState state = unfolding.state();
        Optional<PhaseState> asking = asking(state);
        if (asking.isEmpty()) {
            return refuse(Decision.conflict("no approval is asked for now; roll back or stop instead"));
        }
        PhaseState phase = asking.get();
        Approval approval = state.approval(phase);
        Ask ask = phase.ask();
        Answer answer = Eligibility.toReject(c.by(), approval, ask, unfolding.now());
        if (answer instanceof Answer.MayNot no) {
            return refuse(Decision.forbidden(no.why()));
        }
        if (text(c.reason()).isEmpty()) {
            return refuse(Decision.invalid("reason: missing; say why in a few words, it is kept", "reason"));
        }
        if (answer instanceof Answer.NotNow notNow) {
            return refuse(Decision.conflict(notNow.why()));
        }
        if (Requests.isOver(state, phase, unfolding.now())) {
            return refuse(tooLate(state, phase));
        }
        if (answer instanceof Answer.May may) {
            unfolding.add(
                    c.by(),
                    Requests.oneNoMoreEndsIt(state, phase)
                            ? new Event.GateRejected(phase.name(), text(c.reason()), may.onBehalfOf())
                            : new Event.RejectionGiven(phase.name(), text(c.reason()), may.onBehalfOf()));
        }
        return Optional.empty();
    }

    private static Decision.Refused tooLate(RolloutState state, PhaseState phase) {
        return Decision.conflict("too late: " + Requests.unanswered(state.approval(phase)));
    }

    private static Optional<Decision.Refused> refuse(Decision.Refused refused) {
        return Optional.of(refused);
    }

    private static String text(String text) {
        return text == null ? "" : text.strip();
    }
}
