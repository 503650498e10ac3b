package io.jenkins.plugins.rollout.analysis;

import java.util.Objects;

/**
 * How Kayenta is told to judge one metric: {@code analysisConfigurations.canary} of a canary config.
 *
 * @param direction which way is a deviation; with {@code EITHER} both are
 * @param replaceNaN whether NaN counts as 0; otherwise it is left out
 * @param outlierFactor how many interquartile ranges outside the quartiles a value is left out; 0 keeps all. 0 or more
 * @param critical whether a deviation alone makes the score 0
 * @param mustHaveData whether a metric without data counts as failed rather than not at all
 * @param muted whether it is judged and then ignored
 * @param commonLanguage whether the size of an effect is the probability that a candidate's value is the greater one
 *     ({@code cles}); otherwise it is the ratio of the means
 * @param allowed sizes of effect between which nothing is a deviation
 * @param criticalEffect sizes of effect between which a deviation is not critical
 */
public record KayentaMetric(
        Direction direction,
        boolean replaceNaN,
        double outlierFactor,
        boolean critical,
        boolean mustHaveData,
        boolean muted,
        boolean commonLanguage,
        Effects allowed,
        Effects criticalEffect) {

    /** As Kayenta judges where nothing is configured. */
    public static final KayentaMetric DEFAULT = new KayentaMetric(
            Direction.EITHER, false, 0, false, false, false, false, Effects.of(1), Effects.of(1));

    public KayentaMetric {
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(allowed, "allowed");
        Objects.requireNonNull(criticalEffect, "criticalEffect");
        if (!(outlierFactor >= 0)) {
            throw new IllegalArgumentException("outlierFactor: " + outlierFactor + " is less than 0");
        }
    }

    /** Which way a metric deviates. */
    public enum Direction {
        INCREASE,
        DECREASE,
        EITHER
    }

    /**
     * Two sizes of effect, such as 0.9 and 1.1.
     *
     * @param decrease a deviation downwards is one from here on down
     * @param increase a deviation upwards is one from here on up
     */
    public record Effects(double decrease, double increase) {
        static Effects of(double both) {
            return new Effects(both, both);
        }
    }
}
