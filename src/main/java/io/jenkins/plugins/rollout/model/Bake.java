package io.jenkins.plugins.rollout.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The watched time after a phase is deployed.
 *
 * @param duration how long; more than 0
 * @param metrics sampled all through; a failure ends the bake at once, and the last round must hold. May be empty
 * @param sampling how often they are looked at; {@code passes} says how many rounds in a row must hold at the end
 */
public record Bake(Duration duration, List<Criterion> metrics, Sampling sampling) {
    public Bake {
        Objects.requireNonNull(duration, "duration");
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        sampling = sampling == null ? Sampling.DEFAULT : sampling;
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " is not more than 0");
        }
    }
}
