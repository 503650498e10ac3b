package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.policy.Eligibility;
import io.jenkins.plugins.rollout.policy.Eligibility.Answer;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a person may do with a rollout as it stands: the buttons of the page. The decision is made again when one is used. */
public final class Permitted {
    private Permitted() {}

    /**
     * What a person may do at a moment.
     *
     * @return names as in URLs: {@code approve}, {@code override} (approve, as an override), {@code withdraw},
     *     {@code reject}, {@code pause}, {@code rollback} …
     */
    public static Set<String> actions(RolloutState state, Actor actor, Rules ofJob, Instant now) {
        Rules rules = ofJob.of(state.plan());
        var actions = new LinkedHashSet<String>();
        if (state.isEnded()) {
            return actions;
        }
        if (state.handOver() != null) {
            if (!state.isOffered() && actor.may(RolloutPermission.OPERATE)) {
                actions.add("rollback");
                actions.add("stop");
            }
            return actions;
        }
        ApprovalDecider.asking(state).ifPresent(phase -> answers(state, phase, actor, rules, now, actions));
        if (actor.may(RolloutPermission.OPERATE)) {
            if (state.held() != null) {
                actions.add("retry");
            }
            if (state.status() != Status.ROLLING_BACK) {
                actions.add(state.pause() == null && !HumanDecider.drifted(state) ? "pause" : "resume");
            }
        }
        if (actor.may(RolloutPermission.OVERRIDE)) {
            if (HumanDecider.skippable(state).isPresent()) {
                actions.add("skip");
            }
            if (HumanDecider.promotable(state)) {
                actions.add("promote");
            }
        }
        if (HotfixDecider.offered(state, actor, rules, now)) {
            actions.add("hotfix");
        }
        if (actor.may(RolloutPermission.OPERATE)) {
            if (state.status() != Status.ROLLING_BACK) {
                actions.add("rollback");
            }
            actions.add("stop");
        }
        return actions;
    }

    private static void answers(
            RolloutState state, PhaseState phase, Actor actor, Rules rules, Instant now, Set<String> actions) {
        Approval approval = state.approval(phase);
        boolean open = !Requests.isOver(state, phase, now);
        if (open && mayApprove(state, phase, actor, rules, false, now)) {
            actions.add("approve");
        } else if (open && mayApprove(state, phase, actor, rules, true, now)) {
            actions.add("override");
        }
        if (phase.ask().hasFrom(actor.id())) {
            actions.add("withdraw");
        }
        if (open && Eligibility.toReject(actor, approval, phase.ask(), now) instanceof Answer.May) {
            actions.add("reject");
        }
    }

    private static boolean mayApprove(
            RolloutState state, PhaseState phase, Actor actor, Rules rules, boolean override, Instant now) {
        return Eligibility.toApprove(
                        actor, state.approval(phase), phase.ask(), state.concerned(), rules, override, now)
                instanceof Answer.May;
    }
}
