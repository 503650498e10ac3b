package io.jenkins.plugins.rollout.analysis;

import java.util.Objects;

/**
 * What is asked of two series.
 *
 * @param worse which way the candidate may not go
 * @param tolerance how far it may all the same
 * @param confidence how certain a verdict must be, between 0.5 and 1: 0.98 lets 2 % of the good versions fail at most
 * @param minimumSamples with fewer samples a side nothing is decided. 1 or more
 */
public record Question(Worse worse, Tolerance tolerance, double confidence, int minimumSamples) {
    public static final double DEFAULT_CONFIDENCE = 0.98;
    public static final int DEFAULT_MINIMUM_SAMPLES = 10;

    public Question {
        Objects.requireNonNull(worse, "worse");
        Objects.requireNonNull(tolerance, "tolerance");
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + " is not between 0.5 and 1");
        }
        if (minimumSamples < 1) {
            throw new IllegalArgumentException("minimumSamples: " + minimumSamples + " is less than 1");
        }
    }
}
