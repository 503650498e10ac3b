package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be done for a rollout in a given state. A function of the state alone: after a restart the same work is
 * wanted as before, and what is no longer wanted can be cancelled.
 */
final class Wants {
    private Wants() {}

    static Set<Effect> of(RolloutState state) {
        var wanted = new LinkedHashSet<Effect>();
        if (state.isEnded() || state.status() == RolloutState.Status.WAITING) {
            return wanted;
        }
        if (state.status() == RolloutState.Status.RUNNING && state.held() == null && !state.isOffered()) {
            state.currentPhase().ifPresent(phase -> watching(phase, wanted));
            ApprovalDecider.asking(state)
                    .flatMap(phase -> Requests.next(state, phase))
                    .ifPresent(at -> wanted.add(new Effect.Wake(at)));
        }
        for (Drifting.Watched one : Drifting.watched(state)) {
            wanted.add(new Effect.Look(one.phase(), one.operation().id()));
        }
        if (state.isOffered()) {
            wanted.add(new Effect.Offer(state.handOver().to()));
        }
        if (state.status() == RolloutState.Status.ROLLING_BACK && state.held() == null && Undoing.blockRuns(state)) {
            wanted.add(new Effect.Wake(Undoing.patience(state)));
        }
        for (PhaseState phase : state.everything()) {
            if (phase.window() != null && phase.window().until() != null) {
                wanted.add(new Effect.Wake(phase.window().until()));
            }
            for (Operation operation : phase.operations()) {
                if (operation.status() == Operation.Status.RUNNING) {
                    wanted.add(new Effect.Call(phase.name(), operation.id(), operation.tryNumber()));
                } else if (operation.status() == Operation.Status.POSTPONED) {
                    wanted.add(new Effect.Wake(operation.again()));
                }
            }
        }
        return wanted;
    }

    private static void watching(PhaseState phase, Set<Effect> wanted) {
        boolean gate = phase.status() == PhaseStatus.GATE || phase.status() == PhaseStatus.DEPLOYING;
        if (gate && !phase.phase().gate().metrics().isEmpty()) {
            measure(phase, Stage.GATE, wanted);
        }
        if (phase.status() == PhaseStatus.BAKING) {
            Optional<Bake> bake = phase.phase().baking();
            if (bake.isPresent() && !bake.get().metrics().isEmpty()) {
                measure(phase, Stage.BAKE, wanted);
            } else {
                wanted.add(new Effect.Wake(phase.bakeUntil()));
            }
        }
    }

    private static void measure(PhaseState phase, Stage stage, Set<Effect> wanted) {
        if (phase.watch() != null) {
            wanted.add(new Effect.Measure(
                    phase.name(),
                    stage,
                    phase.attempt(),
                    phase.watch().rounds() + 1,
                    phase.watch().nextAt()));
        }
    }
}
