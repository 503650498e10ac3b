package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Windows;
import java.time.Instant;
import java.util.Optional;

/** Answers what people ask for: whether they may, whether it can be now, and what it does. */
final class HumanDecider {
    private final Rules rules;

    HumanDecider(Rules rules) {
        this.rules = rules;
    }

    Decision decide(RolloutState state, Command.Human command, Instant now) {
        if (state.isEnded()) {
            return Decision.conflict("the rollout has ended: " + state.cause());
        }
        boolean wayOut = command instanceof Command.RollBack || command instanceof Command.Stop;
        if (state.isOffered() || state.handOver() != null && !wayOut) {
            return Decision.conflict("it is being handed over to rollout " + state.handOver().to()
                    + (state.isOffered() ? "; act on that one" : "; it can only be rolled back or stopped"));
        }
        var unfolding = new Unfolding(state, rules, now);
        Optional<Decision.Refused> refused;
        if (command instanceof Command.Approve c) {
            refused = new ApprovalDecider(rules).approve(unfolding, c);
        } else if (command instanceof Command.Withdraw c) {
            refused = new ApprovalDecider(rules).withdraw(unfolding, c);
        } else if (command instanceof Command.Reject c) {
            refused = new ApprovalDecider(rules).reject(unfolding, c);
        } else if (command instanceof Command.Pause c) {
            refused = pause(unfolding, c);
        } else if (command instanceof Command.Resume c) {
            refused = resume(unfolding, c);
        } else if (command instanceof Command.Retry c) {
            refused = retry(unfolding, c);
        } else if (command instanceof Command.Skip c) {
            refused = skip(unfolding, c);
        } else if (command instanceof Command.Promote c) {
            refused = promote(unfolding, c);
        } else if (command instanceof Command.Hotfix c) {
            refused = HotfixDecider.declare(unfolding, c.by(), c.reason());
        } else if (command instanceof Command.RollBack c) {
            refused = rollBack(unfolding, c);
        } else if (command instanceof Command.Stop c) {
            refused = stop(unfolding, c);
        } else {
            throw new IllegalStateException("no answer to " + command);
        }
        return refused.<Decision>map(refusal -> refusal)
                .orElseGet(() -> Decider.accepted(Progress.unfold(unfolding)));
    }

    private static Optional<Decision.Refused> pause(Unfolding unfolding, Command.Pause c) {
        Optional<Decision.Refused> refused = mayOperate(c.by(), c.reason());
        if (refused.isPresent()) {
            return refused;
        }
        RolloutState state = unfolding.state();
        if (state.pause() != null) {
            return Optional.of(Decision.conflict("it is paused already, by " + state.pause().by()));
        }
        if (state.status() == Status.ROLLING_BACK) {
            return Optional.of(Decision.conflict("a rollback cannot be paused; stop it instead"));
        }
        unfolding.add(c.by(), new Event.Paused(c.reason().strip()));
        return Optional.empty();
    }

    private static Optional<Decision.Refused> resume(Unfolding unfolding, Command.Resume c) {
        if (!c.by().may(RolloutPermission.OPERATE)) {
            return lacks(c.by(), RolloutPermission.OPERATE);
        }
        if (unfolding.state().pause() == null && !drifted(unfolding.state())) {
            return Optional.of(Decision.conflict("it is not paused"));
        }
        unfolding.add(c.by(), new Event.Resumed(text(c.reason())));
        return Optional.empty();
    }

    /** Whether it is held because the world has changed: resuming accepts that. */
    static boolean drifted(RolloutState state) {
        return state.held() != null && state.held().kind() == HoldKind.DRIFT;
    }

    private static Optional<Decision.Refused> retry(Unfolding unfolding, Command.Retry c) {
        if (!c.by().may(RolloutPermission.OPERATE)) {
            return lacks(c.by(), RolloutPermission.OPERATE);
        }
        RolloutState state = unfolding.state();
        if (state.held() == null) {
            return Optional.of(Decision.conflict("nothing waits to be tried again"));
        }
        RolloutState.Hold held = state.held();
        PhaseState phase = state.phase(held.phase()).orElseThrow();
        if (drifted(state)) { // nobody gets more than before, so that no window is waited for
            unfolding.add(c.by(), new Event.Retried(held.phase(), held.stage(), text(c.reason())));
            Drifting.again(unfolding);
            return Optional.empty();
        }
        Optional<Windows.Closure> closed =
                held.stage() == Stage.DEPLOY ? Waits.closed(state, unfolding.rules(), unfolding.now()) : Optional.empty();
        if (closed.isPresent()) {
            return Optional.of(Decision.conflict("phase '" + phase.name() + "' may not start "
                    + Waits.until(closed.get().until()) + ": " + closed.get().why()));
        }
        unfolding.add(c.by(), new Event.Retried(held.phase(), held.stage(), text(c.reason())));
        switch (held.stage()) {
            case GATE -> {
                if (phase.status() != PhaseStatus.PENDING) { // that one opens by itself
                    unfolding.add(Progress.opened(state, phase, phase.attempt() + 1, unfolding.rules()));
                }
            }
            case DEPLOY -> unfolding.add(
                    HotfixDecider.mustAsk(state, phase)
                            ? Progress.opened(state, phase, phase.attempt() + 1, unfolding.rules())
                            : new Event.DeployStarted(held.phase(), Progress.attempts(phase) + 1));
            case BAKE -> unfolding.add(new Event.BakeStarted(
                    held.phase(),
                    phase.attempt() + 1,
                    unfolding.now().plus(phase.phase().bake().duration())));
            case UNDO -> {
                // what is left is taken up again by itself
            }
        }
        return Optional.empty();
    }

    private static Optional<Decision.Refused> skip(Unfolding unfolding, Command.Skip c) {
        Optional<Decision.Refused> refused = mayOverride(c.by(), c.reason());
        if (refused.isPresent()) {
            return refused;
        }
        RolloutState state = unfolding.state();
        Optional<PhaseState> current = skippable(state);
        if (current.isEmpty()) {
            return Optional.of(Decision.conflict(
                    state.hotfix() == null
                            ? "there is no gate or bake to skip now"
                            : "there is no bake to skip now; in the hot-fix lane no gate can be skipped"));
        }
        PhaseState phase = current.get();
        Stage stage = Decider.stageOf(phase);
        unfolding.add(c.by(), new Event.StageSkipped(phase.name(), stage, c.reason().strip()));
        if (stage == Stage.BAKE) {
            unfolding.add(new Event.PhaseDone(phase.name()));
        }
        return Optional.empty();
    }

    /** The phase whose gate or bake, or whose failure, somebody could go past now. */
    static Optional<PhaseState> skippable(RolloutState state) {
        if (state.status() != Status.RUNNING
                || drifted(state) // what to do about that is said first
                || state.held() != null && state.held().kind() == HoldKind.POLICY) { // nobody overrides a policy
            return Optional.empty();
        }
        return state.currentPhase().filter(phase -> switch (phase.status()) {
            case GATE, BAKING -> true;
            case FAILED -> state.held() != null && state.held().kind() == HoldKind.FAILURE && !phase.blockOpen();
            default -> false;
        }).filter(phase -> state.hotfix() == null || Decider.stageOf(phase) != Stage.GATE);
    }

    private static Optional<Decision.Refused> promote(Unfolding unfolding, Command.Promote c) {
        Optional<Decision.Refused> refused = mayOverride(c.by(), c.reason());
        if (refused.isPresent()) {
            return refused;
        }
        RolloutState state = unfolding.state();
        if (state.plan().form() == Plan.Form.STEPS) {
            return Optional.of(Decision.conflict(
                    "in the step form the last phase is not known; skip the gates one by one, or use the plan form"));
        }
        if (!promotable(state)) {
            return Optional.of(Decision.conflict(state.hotfix() != null
                    ? "in the hot-fix lane no gate can be skipped"
                    : "it can be promoted while a gate or a bake before the last phase waits"));
        }
        PhaseState last = state.phases().get(state.phases().size() - 1);
        unfolding.add(c.by(), new Event.Promoted(last.name(), c.reason().strip()));
        PhaseState current = state.currentPhase().orElseThrow();
        for (PhaseState phase : state.phases().subList(state.current(), state.phases().size() - 1)) {
            boolean deployed = phase == current && Decider.stageOf(phase) == Stage.BAKE;
            unfolding.add(deployed ? new Event.PhaseDone(phase.name()) : new Event.PhaseSkipped(phase.name()));
        }
        unfolding.add(c.by(), new Event.StageSkipped(last.name(), Stage.GATE, c.reason().strip()));
        return Optional.empty(); // deployed, in its window, as every phase whose gate is passed
    }

    static boolean promotable(RolloutState state) {
        return state.plan().form() == Plan.Form.PLAN
                && state.hotfix() == null // its gates are there to be passed
                && state.status() == Status.RUNNING
                && skippable(state)
                        .filter(phase -> Decider.stageOf(phase) != Stage.DEPLOY)
                        .isPresent()
                && (state.current() < state.phases().size() - 1
                        || state.currentPhase().map(PhaseState::status).orElse(null) == PhaseStatus.GATE);
    }

    private static Optional<Decision.Refused> rollBack(Unfolding unfolding, Command.RollBack c) {
        Optional<Decision.Refused> refused = mayOperate(c.by(), c.reason());
        if (refused.isPresent()) {
            return refused;
        }
        if (unfolding.state().status() == Status.ROLLING_BACK) {
            return Optional.of(Decision.conflict("it is being rolled back already"));
        }
        Decider.giveUp(
                unfolding, c.by(), Result.FAILURE, "rolled back by " + c.by().name() + ": " + c.reason().strip());
        return Optional.empty();
    }

    private static Optional<Decision.Refused> stop(Unfolding unfolding, Command.Stop c) {
        Optional<Decision.Refused> refused = mayOperate(c.by(), c.reason());
        if (refused.isPresent()) {
            return refused;
        }
        RolloutState state = unfolding.state();
        String stopped = "stopped by " + c.by().name() + ": " + c.reason().strip();
        String cause = state.rollback() == null ? stopped : Undoing.cause(state) + "; " + stopped;
        unfolding.add(c.by(), new Event.RolloutEnded(Result.ABORTED, cause));
        return Optional.empty();
    }

    private static Optional<Decision.Refused> mayOperate(Actor by, String reason) {
        if (!by.may(RolloutPermission.OPERATE)) {
            return lacks(by, RolloutPermission.OPERATE);
        }
        return blank(reason) ? noReason() : Optional.empty();
    }

    private static Optional<Decision.Refused> mayOverride(Actor by, String reason) {
        if (!by.may(RolloutPermission.OVERRIDE)) {
            return lacks(by, RolloutPermission.OVERRIDE);
        }
        return blank(reason) ? noReason() : Optional.empty();
    }

    private static Optional<Decision.Refused> lacks(Actor by, RolloutPermission permission) {
        return Optional.of(Decision.forbidden(by.id() + " lacks the permission " + permission.title()));
    }

    private static Optional<Decision.Refused> noReason() {
        return Optional.of(Decision.invalid("reason: missing; say why in a few words, it is kept", "reason"));
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static String text(String text) {
        return text == null ? "" : text.strip();
    }
}
