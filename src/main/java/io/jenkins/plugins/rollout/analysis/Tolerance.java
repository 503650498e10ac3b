package io.jenkins.plugins.rollout.analysis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a candidate may be off its baseline.
 *
 * @param amount 0 or more, finite: in percent of the baseline's mean, or in the unit of the series
 * @param percent whether it is in percent
 */
public record Tolerance(double amount, boolean percent) {
    public static final Tolerance NONE = new Tolerance(0, true);

    private static final Pattern WRITTEN = Pattern.compile("(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\s*(%?)");

    public Tolerance {
        if (!Double.isFinite(amount) || amount < 0) {
            throw new IllegalArgumentException(Numbers.exact(amount) + " is not a finite number of 0 or more");
        }
    }

    /**
     * Reads {@code 10%} or {@code 0.002}.
     *
     * @throws IllegalArgumentException saying what to write instead
     */
    public static Tolerance parse(String text) {
        Matcher written = WRITTEN.matcher(text.trim());
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not understood; write '10%' of the baseline, or a number in the unit of the metric");
        }
        return new Tolerance(Double.parseDouble(written.group(1)), !written.group(2).isEmpty());
    }

    /** In the unit of the series, beside that mean of the baseline. */
    public double beside(double baseline) {
        return percent ? Math.abs(baseline) * amount / 100 : amount;
    }

    /** {@code 10%} or {@code 0.002}. */
    public String words() {
        return Numbers.exact(amount) + (percent ? "%" : "");
    }
}
