package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.HotfixLane;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lets a rollout into the hot-fix lane: past freezes and closed hours, by more people. There is no way back out of it,
 * and none around its approvals.
 */
final class HotfixDecider {
    private HotfixDecider() {}

    static Optional<Decision.Refused> declare(Unfolding unfolding, Actor by, String reason) {
        if (!by.may(RolloutPermission.OVERRIDE)) {
            return Optional.of(Decision.forbidden(by.id() + " lacks the permission "
                    + RolloutPermission.OVERRIDE.title() + ", which the hot-fix lane needs"));
        }
        if (reason == null || reason.isBlank()) {
            return Optional.of(Decision.invalid("reason: missing; say why in a few words, it is kept", "reason"));
        }
        RolloutState state = unfolding.state();
        if (state.hotfix() != null) {
            return Optional.of(Decision.conflict(
                    "it is in the hot-fix lane already, by " + state.hotfix().name() + ": " + state.hotfix().reason()));
        }
        if (state.status() == RolloutState.Status.ROLLING_BACK) {
            return Optional.of(Decision.conflict("it is being rolled back; that waits for no window"));
        }
        List<Approval.Rule> lane = HotfixLane.rules(state.plan(), unfolding.rules());
        if (lane.isEmpty()) {
            return Optional.of(Decision.conflict("there is no hot-fix lane for " + state.plan().application() + " in "
                    + state.plan().environment() + "; a policy of an administrator says who approves in it"));
        }
        unfolding.add(by, new Event.HotfixDeclared(reason.strip(), lane));
        state.currentPhase()
                .filter(phase -> phase.status() == PhaseStatus.PASSED) // skipped, and waits: it asks after all
                .ifPresent(phase -> unfolding.add(
                        Progress.opened(unfolding.state(), phase, phase.attempt() + 1, unfolding.rules())));
        return Optional.empty();
    }

    /** Whether a person may ask for it now. */
    static boolean offered(RolloutState state, Actor actor, Rules rules, Instant now) {
        return declare(new Unfolding(state, rules, now), actor, "asked").isEmpty();
    }

    /** Whether a phase was let through by others than the lane asks for. */
    static boolean mustAsk(RolloutState state, PhaseState phase) {
        return state.hotfix() != null
                && !state.hotfix().before().contains(phase.name())
                && (phase.approved().isEmpty()
                        || phase.approved().stream().anyMatch(yes -> yes.at().isBefore(state.hotfix().at())));
    }
}
