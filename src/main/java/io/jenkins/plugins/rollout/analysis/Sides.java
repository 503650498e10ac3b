package io.jenkins.plugins.rollout.analysis;

import java.util.Objects;

/**
 * Two series on one grid of times, oldest first. NaN stands where nothing was measured. The arrays are not copied and
 * must not be changed.
 *
 * @param candidate measured values, or counts of events for each step when there is {@code candidateOf}
 * @param baseline as long as the candidate's
 * @param candidateOf how many cases the candidate's events are counted among ({@code errors} of {@code requests}), as
 *     long as the others; null for measured values
 * @param baselineOf the same of the baseline; null exactly when {@code candidateOf} is
 */
@SuppressWarnings("ArrayRecordComponent") // of doubles by the thousand
public record Sides(double[] candidate, double[] baseline, double[] candidateOf, double[] baselineOf) {
    public Sides {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(baseline, "baseline");
        if ((candidateOf == null) != (baselineOf == null)) {
            throw new IllegalArgumentException("counts are counts on both sides");
        }
        for (double[] other : new double[][] {baseline, candidateOf, baselineOf}) {
            if (other != null && other.length != candidate.length) {
                throw new IllegalArgumentException("the sides are of different length");
            }
        }
    }

    /** Measured values. */
    public static Sides of(double[] candidate, double[] baseline) {
        return new Sides(candidate, baseline, null, null);
    }

    /** Whether events are counted among cases. */
    public boolean isCounted() {
        return candidateOf != null;
    }
}
