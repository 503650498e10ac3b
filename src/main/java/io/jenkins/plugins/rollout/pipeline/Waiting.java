package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a rollout waits for, and since when.
 *
 * @param what for people: {@code approval of phase 'canary' (1 of 2)}
 */
record Waiting(String what, Instant since) {
    private static final List<Duration> FIRST =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));
    private static final Duration THEN = Duration.ofHours(6);

    /** Empty when it does not wait, or when something else tells: a block has its own output. */
    static Optional<Waiting> of(RolloutState state) {
        if (state.isEnded()) {
            return Optional.empty();
        }
        if (state.status() == RolloutState.Status.WAITING) {
            return state.behind() == null
                    ? Optional.empty()
                    : Optional.of(new Waiting("rollout " + state.behind() + " to end", state.declaredAt()));
        }
        if (state.held() != null) {
            return Optional.of(new Waiting(
                    "somebody to decide on phase '" + state.held().phase() + "': "
                            + state.held().why(),
                    state.held().at()));
        }
        if (state.pause() != null) {
            return Optional.of(new Waiting("the pause to end", state.pause().at()));
        }
        return state.phases().stream()
                .filter(phase -> phase.window() != null)
                .findFirst()
                .map(phase -> new Waiting(
                        "phase '" + phase.name() + "', which may not start now, "
                                + phase.window().why(),
                        phase.window().at()))
                .or(() -> state.currentPhase().flatMap(phase -> of(state, phase)));
    }

    private static Optional<Waiting> of(RolloutState state, PhaseState phase) {
        String place = "phase '" + phase.name() + "'";
        return switch (phase.status()) {
            case GATE -> Optional.of(
                    phase.ask() == null
                            ? new Waiting("the metrics of " + place + unmet(phase), phase.startedAt())
                            : new Waiting(
                                    "approval of " + place + missing(state, phase),
                                    phase.ask().at()));
            case BAKING -> Optional.of(new Waiting(
                    "the bake of " + place + ", which ends at "
                            + phase.bakeUntil().truncatedTo(ChronoUnit.SECONDS),
                    phase.deployedAt()));
            default -> Optional.empty();
        };
    }

    private static String missing(RolloutState state, PhaseState phase) {
        String lacking = Quorum.of(state.approval(phase), phase.ask()).lacking();
        return lacking.isEmpty() ? "" : " (missing " + lacking + ")";
    }

    private static String unmet(PhaseState phase) {
        if (phase.watch() == null) {
            return "";
        }
        String names = phase.watch().last().stream()
                .filter(reading -> reading.verdict() != Verdict.PASS)
                .map(Reading::criterion)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ": " + names;
    }

    /**
     * When it is time to say, after the given instant, that it still waits: after 1 min, 10 min, 1 h, then every 6 h.
     */
    Instant nextWord(Instant after) {
        for (Duration wait : FIRST) {
            if (since.plus(wait).isAfter(after)) {
                return since.plus(wait);
            }
        }
        long passed = Duration.between(since, after).toMillis() / THEN.toMillis();
        return since.plus(THEN.multipliedBy(passed + 1));
    }
}
