package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * By how much one sample is shifted against another, judged by ranks: the Hodges–Lehmann estimate, and the interval of
 * all shifts that the Mann–Whitney test (Wilcoxon's rank sum test) would not refuse. Means no more than ranks: an
 * outlier weighs as much as any other value.
 *
 * <p>The statistic as a function of the shift is a staircase that goes down by one for each difference it passes. So
 * where it crosses a level is one of the differences, and is looked up as such. R's {@code wilcox.test(x, y, conf.int =
 * TRUE, exact = FALSE, correct = TRUE)} searches the same crossing by steps and stops at a tolerance.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177704172">Hodges and Lehmann, Estimates of location based on rank tests
 *     (1963)</a>
 */
public final class RankShift {
    private final double[] candidate;
    private final double[] baseline;
    private final SortedDifferences differences;

    private RankShift(double[] candidate, double[] baseline) {
        this.candidate = candidate;
        this.baseline = baseline;
        differences = new SortedDifferences(candidate, baseline);
    }

    /** Of finite values, at least one a side, in any order. */
    public static RankShift of(double[] candidate, double[] baseline) {
        if (candidate.length == 0 || baseline.length == 0) {
            throw new IllegalArgumentException("a side has no values");
        }
        return new RankShift(sorted(candidate), sorted(baseline));
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (!Double.isFinite(sorted[0]) || !Double.isFinite(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("a value is not finite");
        }
        return sorted;
    }

    /** The median of all differences; of an even number the mean of the two in the middle. */
    public double estimate() {
        long count = differences.count();
        double upper = differences.at(count / 2);
        if (count % 2 == 1) {
            return upper;
        }
        double lower = differences.before(upper, count / 2 - 1);
        return lower == upper ? lower : lower / 2 + upper / 2;
    }

    /**
     * The shifts at which the statistic, with half a step of correction for continuity, lies within so many standard
     * deviations.
     *
     * @param z how many. 0 or more
     * @param inflation what the variance is multiplied with: 1 for independent samples
     */
    public Interval interval(double z, double inflation) {
        long count = differences.count();
        double rank = Math.ceil(count / 2.0 - 0.5 - z * Math.sqrt(inflation) * deviation());
        long lowest = Math.max(1, (long) rank);
        // of an interval of nothing, as at z near 0, the estimate is still inside
        lowest = Math.min(lowest, (count + 1) / 2);
        return new Interval(differences.at(lowest - 1), differences.at(count - lowest), rank < 1);
    }

    /**
     * The statistic where nothing is shifted, with half a step of correction, in standard deviations. Where many values
     * are the same, as the zeros among errors, no shift describes the difference: the interval may be 0 to 0 and yet 0 is
     * refused.
     */
    public double statistic() {
        double m = candidate.length;
        double n = baseline.length;
        RankSum ranks = RankSum.of(candidate, baseline, 0);
        double off = ranks.ofFirst() - m * (m + 1) / 2 - m * n / 2;
        return off == 0 ? 0 : (off - Math.signum(off) * 0.5) / deviation(ranks.ties());
    }

    /** Of the statistic, as if the samples had no difference in common: ties within a side make it smaller. */
    private double deviation() {
        return deviation(ties(candidate) + ties(baseline));
    }

    private double deviation(double ties) {
        double m = candidate.length;
        double n = baseline.length;
        return Math.sqrt(m * n / 12 * ((m + n + 1) - ties / ((m + n) * (m + n - 1))));
    }

    private static double ties(double[] sorted) {
        double sum = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            double tied = to - from;
            sum += tied * tied * tied - tied;
        }
        return sum;
    }

    /**
     * A confidence interval of the shift, its ends included.
     *
     * @param lower the least shift that is not refused
     * @param upper the greatest
     * @param open whether the samples are so few that no shift at all could be refused; the ends are then the least and
     *     the greatest difference, as R gives them, and say nothing
     */
    public record Interval(double lower, double upper, boolean open) {}
}
