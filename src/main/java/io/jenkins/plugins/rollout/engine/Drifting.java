package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks after what is deployed: while a phase bakes and while gates wait, the last operation on each target is asked
 * whether its world is still as it left it. When it is not, the rollout is held, and people say what is to be done.
 */
final class Drifting {
    private static final int LONGEST = 500;

    /** An operation and the phase it belongs to. */
    record Watched(String phase, Operation operation) {}

    private Drifting() {}

    /** What is to be looked after now. */
    static List<Watched> watched(RolloutState state) {
        boolean heldOtherwise = state.held() != null && state.held().kind() != HoldKind.DRIFT;
        boolean still = state.status() == RolloutState.Status.RUNNING
                && state.plan().form() != Plan.Form.GATE
                && !state.plan().looks().isZero()
                && state.handOver() == null
                && !heldOtherwise
                && !underWay(state);
        return still
                ? last(state).stream()
                        .filter(one -> one.operation().action() == Action.DEPLOY
                                && one.operation().status() == Operation.Status.DONE)
                        .toList()
                : List.of();
    }

    private static boolean underWay(RolloutState state) {
        return mending(state)
                || state.currentPhase()
                        .map(phase -> phase.status() == PhaseStatus.DEPLOYING)
                        .orElse(true);
    }

    private static List<Watched> last(RolloutState state) {
        var last = new LinkedHashMap<Object, Watched>();
        for (PhaseState phase : state.phases()) {
            for (Operation operation : phase.operations()) {
                last.remove(operation.target().definition());
                last.put(operation.target().definition(), new Watched(phase.name(), operation));
            }
        }
        return new ArrayList<>(last.values());
    }

    /** Whether a target is being deployed to once more: until it is done, no gate lets through and no bake ends. */
    static boolean mending(RolloutState state) {
        return state.phases().stream()
                .flatMap(phase -> phase.operations().stream())
                .anyMatch(operation -> operation.open()
                        && operation.isAgain()
                        && operation.action() == Action.DEPLOY);
    }

    /** Holds a rollout whose world has changed, unless somebody has accepted that. */
    static Optional<Event> hold(RolloutState state) {
        List<Operation> drifted = Evolution.drifted(state.phases());
        return drifted.isEmpty() || mending(state)
                ? Optional.empty()
                : state.currentPhase().map(phase -> new Event.Held(
                        HoldKind.DRIFT,
                        phase.name(),
                        Stage.DEPLOY,
                        drifted.stream().map(Drifting::sentence).collect(Collectors.joining("; "))));
    }

    private static String sentence(Operation operation) {
        String what = operation.drift().what();
        return what.startsWith(operation.target().name()) ? what : operation.target().name() + ": " + what;
    }

    /** A target was looked at. What was seen before is not told again. */
    static void looked(Unfolding unfolding, Command.Looked c) {
        watched(unfolding.state()).stream()
                .filter(one -> one.operation().id().equals(c.operation()))
                .findFirst()
                .ifPresent(one -> {
                    Operation.Drift known = one.operation().drift();
                    String changed = c.changed() == null ? null : shortened(c.changed());
                    if (changed == null && known != null) {
                        unfolding.add(new Event.DriftGone(one.phase(), c.operation()));
                    } else if (changed != null && (known == null || !known.what().equals(changed))) {
                        unfolding.add(new Event.DriftSeen(one.phase(), c.operation(), changed));
                    }
                });
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Deploys once more, each as a new operation, to the targets whose world has changed. */
    static void again(Unfolding unfolding) {
        for (Watched one : last(unfolding.state())) {
            if (one.operation().hasDrifted()) {
                unfolding.add(new Event.OperationStarted(
                        one.phase(),
                        OperationIds.again(one.operation().id()),
                        Action.DEPLOY,
                        one.operation().target(),
                        1));
            }
        }
    }
}
