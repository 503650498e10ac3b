package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import java.util.Optional;

/**
 * A newer rollout takes over what an older one has deployed. The older one first comes to rest, then says that it depends
 * on the newer one whose it is, then ends; in between only the newer one's journal decides.
 */
final class HandingOver {
    private HandingOver() {}

    /** The older one hears of a newer one. What is not out yet, and what is on its way back, is not handed over. */
    static void supersede(Unfolding unfolding, Command.Supersede c) {
        RolloutState state = unfolding.state();
        if (state.status() == Status.ROLLING_BACK || state.isOffered()) {
            return; // it is decided already; an offer that is refused is heard of again
        }
        if (!c.handOver() || state.status() == Status.WAITING || !Undoing.anything(state)) {
            Decider.giveUp(unfolding, Actor.ENGINE, Result.ABORTED, "superseded by " + c.newer());
        } else if (state.handOver() == null || !state.handOver().to().equals(c.newer())) {
            unfolding.add(new Event.HandOverAsked(c.newer()));
        }
    }

    /** Whether a command means something to a rollout of which another says whose it is. */
    static boolean concerns(Command command) {
        return command instanceof Command.HandedOver
                || command instanceof Command.HandOverFailed
                || command instanceof Command.Abort
                || command instanceof Command.LoseBuild
                || command instanceof Command.Recover;
    }

    /** What follows by itself: what is being deployed comes to its end, and fails as always; nothing new begins. */
    static Optional<Event> next(RolloutState state) {
        if (state.isOffered()) {
            return Optional.empty();
        }
        Optional<PhaseState> current = state.currentPhase();
        if (current.isPresent() && current.get().status() == PhaseStatus.DEPLOYING && !state.buildLost()) {
            return Progress.deploying(current.get());
        }
        if (current.isPresent() && current.get().status() == PhaseStatus.FAILED && state.held() == null) {
            return Progress.failed(state, current.get());
        }
        boolean busy = state.phases().stream()
                .anyMatch(phase -> phase.blockOpen() && !state.buildLost()
                        || phase.operations().stream().anyMatch(Operation::open));
        return busy ? Optional.empty() : Optional.of(new Event.HandOverOffered(state.handOver().to()));
    }

    /** The newer one gets what the older one offers; twice is once. */
    static Optional<Decision.Refused> takeOver(Unfolding unfolding, Command.TakeOver c) {
        RolloutState state = unfolding.state();
        if (state.inherited() != null && state.inherited().from().equals(c.inheritance().from())) {
            return Optional.empty();
        }
        if (state.status() != Status.WAITING || state.inherited() != null) {
            return Optional.of(Decision.conflict("rollout " + state.id() + " does not wait any more"));
        }
        unfolding.add(new Event.TakenOver(c.inheritance()));
        return Optional.empty();
    }

    /** The newer one has it. */
    static void done(Unfolding unfolding, Command.HandedOver c) {
        RolloutState state = unfolding.state();
        if (state.isOffered() && state.handOver().to().equals(c.to())) {
            unfolding.add(new Event.RolloutEnded(Result.ABORTED, "handed over to rollout " + c.to()));
        }
    }

    /** The newer one did not take it, and never will. What happened to the build meanwhile has its consequences now. */
    static void refused(Unfolding unfolding, Command.HandOverFailed c) {
        RolloutState state = unfolding.state();
        if (state.handOver() == null || !state.handOver().to().equals(c.to())) {
            return;
        }
        unfolding.add(new Event.HandOverRefused(c.to(), c.why()));
        if (state.abortAsked()) {
            Decider.giveUp(unfolding, Actor.ENGINE, Result.ABORTED, "aborted");
        } else if (state.buildLost()) {
            Decider.giveUp(unfolding, Actor.ENGINE, Result.ABORTED, "the build ended before its rollout");
        } else if (c.unknown() && state.pause() == null) {
            unfolding.add(new Event.Paused("rollout " + c.to() + ", to which this one was being handed over, is not continued: "
                    + c.why()));
        }
    }
}
