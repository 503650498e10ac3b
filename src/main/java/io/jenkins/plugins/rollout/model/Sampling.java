package io.jenkins.plugins.rollout.model;

import java.time.Duration;

/**
 * How often a gate or a bake looks at its criteria. All of them are sampled in the same round.
 *
 * @param interval time between the starts of two rounds
 * @param initialDelay time before the first round
 * @param passes how many rounds in a row must hold. 1 or more
 */
public record Sampling(Duration interval, Duration initialDelay, int passes) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
    public static final Sampling DEFAULT = new Sampling(DEFAULT_INTERVAL, Duration.ZERO, 1);

    public Sampling {
        interval = interval == null ? DEFAULT_INTERVAL : interval;
        initialDelay = initialDelay == null ? Duration.ZERO : initialDelay;
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("interval: " + interval + " is not more than 0");
        }
        if (initialDelay.isNegative()) {
            throw new IllegalArgumentException("initialDelay: " + initialDelay + " is less than 0");
        }
        if (passes < 1) {
            throw new IllegalArgumentException("passes: " + passes + " is less than 1");
        }
    }
}
