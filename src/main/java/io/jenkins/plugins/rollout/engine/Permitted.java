package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.policy.Eligibility;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a person may do with a rollout as it stands: the buttons of the page. The decision is made again when one is used. */
public final class Permitted {
    private Permitted() {}

    /** @return names as in URLs: {@code approve}, {@code reject}, {@code pause}, {@code rollback} … */
    public static Set<String> actions(RolloutState state, Actor actor, Rules ofJob) {
        Rules rules = ofJob.of(state.plan());
        var actions = new LinkedHashSet<String>();
        if (state.isEnded()) {
            return actions;
        }
        HumanDecider.asking(state).ifPresent(phase -> {
            var approval = phase.phase().gate().approval();
            boolean eligible = Eligibility.refusal(actor, approval, state.concerned(), rules).isEmpty();
            if (eligible && !phase.ask().hasFrom(actor.id())) {
                actions.add("approve");
            }
            if (Eligibility.refusalToReject(actor, approval).isEmpty()) {
                actions.add("reject");
            }
        });
        if (actor.may(RolloutPermission.OPERATE)) {
            if (state.held() != null) {
                actions.add("retry");
            }
            if (state.status() != Status.ROLLING_BACK) {
                actions.add(state.pause() == null ? "pause" : "resume");
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
        if (actor.may(RolloutPermission.OPERATE)) {
            if (state.status() != Status.ROLLING_BACK) {
                actions.add("rollback");
            }
            actions.add("stop");
        }
        return actions;
    }
}
