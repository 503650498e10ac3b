package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rollout per application and environment at a time; the others wait in the order in which they were declared. A
 * gate alone waits for nobody. A turn is held by the rollout being open, so that an abandoned one cannot exist.
 */
final class Turns {
    private record Lane(String application, String environment) {}

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<Lane, List<String>> order = new HashMap<>();

    private static Optional<Lane> lane(Plan plan) {
        return plan.form() == Plan.Form.GATE
                ? Optional.empty()
                : Optional.of(new Lane(plan.application(), plan.environment()));
    }

    /**
     * Puts a rollout in line, unless its plan says to fail when others are there.
     *
     * @return the rollouts before it, the one under way first; empty when it is its turn
     */
    synchronized List<String> join(String id, Plan plan) {
        Optional<Lane> lane = lane(plan);
        if (lane.isEmpty()) {
            return List.of();
        }
        List<String> before = List.copyOf(order.getOrDefault(lane.get(), List.of()));
        if (before.isEmpty() || plan.ifBusy() != Plan.IfBusy.FAIL) {
            add(id, lane.get());
        }
        return before;
    }

    private void add(String id, Lane lane) {
        order.computeIfAbsent(lane, key -> new ArrayList<>()).add(id);
        lanes.put(id, lane);
    }

    /** Puts the rollouts found after a restart in line again: those under way first, then the oldest. */
    synchronized void rejoin(List<RolloutState> states) {
        states.stream()
                .sorted(Comparator.comparing(
                                (RolloutState state) -> state.status() == RolloutState.Status.WAITING)
                        .thenComparing(RolloutState::declaredAt)
                        .thenComparing(RolloutState::id))
                .forEach(state -> lane(state.plan()).ifPresent(lane -> add(state.id(), lane)));
    }

    /** The rollouts of its application and environment in their order, itself included; empty for a gate alone. */
    synchronized List<String> line(String id) {
        Lane lane = lanes.get(id);
        return lane == null ? List.of() : List.copyOf(order.get(lane));
    }

    /** Whether it is a rollout's turn. */
    synchronized boolean first(String id, Plan plan) {
        return lane(plan).map(lane -> order.getOrDefault(lane, List.of()).indexOf(id) <= 0).orElse(true);
    }

    /** Takes an ended rollout out of the line. @return the one whose turn it is now */
    synchronized Optional<String> leave(String id) {
        Lane lane = lanes.remove(id);
        if (lane == null) {
            return Optional.empty();
        }
        List<String> line = order.get(lane);
        boolean wasFirst = line.indexOf(id) == 0;
        line.remove(id);
        if (line.isEmpty()) {
            order.remove(lane);
            return Optional.empty();
        }
        return wasFirst ? Optional.of(line.get(0)) : Optional.empty();
    }
}
