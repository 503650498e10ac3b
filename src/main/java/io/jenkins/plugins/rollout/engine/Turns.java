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

    /** The rollouts before a new one, the one under way first. */
    synchronized List<String> before(Plan plan) {
        return lane(plan).map(lane -> List.copyOf(order.getOrDefault(lane, List.of()))).orElse(List.of());
    }

    /**
     * Puts a rollout in line.
     *
     * @return the one it waits for directly; empty when it is its turn
     */
    synchronized Optional<String> join(String id, Plan plan) {
        Optional<Lane> lane = lane(plan);
        if (lane.isEmpty()) {
            return Optional.empty();
        }
        List<String> line = order.computeIfAbsent(lane.get(), key -> new ArrayList<>());
        Optional<String> behind = line.isEmpty() ? Optional.empty() : Optional.of(line.get(line.size() - 1));
        line.add(id);
        lanes.put(id, lane.get());
        return behind;
    }

    /** Puts the rollouts found after a restart in line again: those under way first, then the oldest. */
    synchronized void rejoin(List<RolloutState> states) {
        states.stream()
                .sorted(Comparator.comparing(
                                (RolloutState state) -> state.status() == RolloutState.Status.WAITING)
                        .thenComparing(RolloutState::declaredAt)
                        .thenComparing(RolloutState::id))
                .forEach(state -> join(state.id(), state.plan()));
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
