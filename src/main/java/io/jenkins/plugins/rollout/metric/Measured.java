package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.analysis.Sides;
import java.time.Duration;
import java.time.Instant;

/** What two sources gave to be held against one another. */
sealed interface Measured {
    /**
     * Numbers of both sides.
     *
     * @param sides on a common grid
     * @param from time of the first point
     * @param step time between two points; between rounds, on the average
     */
    record Both(Sides sides, Instant from, Duration step) implements Measured {}

    /** A side has nothing usable. @param why one sentence for people that names the side */
    record Missing(String why) implements Measured {}

    /** It is too early to ask. @param why one sentence for people */
    record Early(String why) implements Measured {}
}
