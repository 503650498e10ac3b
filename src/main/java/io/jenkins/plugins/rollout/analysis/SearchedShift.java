package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The interval of {@link RankShift} as Kayenta finds it: by Brent's search for roots, which stops when it is within an
 * absolute 0.0001. So the answer depends on the unit, and on the way the search took. For {@code strictKayenta} alone.
 *
 * @param lower lower end of the confidence interval of candidate − baseline
 * @param upper upper end
 * @param estimate of candidate − baseline
 * @see <a href="https://maths-people.anu.edu.au/~brent/pub/pub011.html">Brent, Algorithms for minimization without
 *     derivatives (1973), chapter 4</a>
 */
record SearchedShift(double lower, double upper, double estimate) {
    private static final double TOLERANCE = 1e-4;
    private static final double EPSILON = Math.ulp(1.0);
    private static final int MOST_STEPS = 1001;

    /**
     * @throws ArithmeticException when, shifted to one end of the search, all values are equal
     */
    static SearchedShift of(double[] candidate, double[] baseline, double confidence) {
        var search = new Search(candidate, baseline);
        double z = quantile((1 - confidence) / 2);
        return new SearchedShift(search.end(-z), search.end(z), search.root(0));
    }

    static double quantile(double probability) {
        return NormalDistribution.of(0, 1).inverseCumulativeProbability(probability);
    }

    /** The statistic at a shift, in standard deviations, less a quantile. */
    static double statistic(double[] candidate, double[] baseline, double shift, double quantile) {
        double m = candidate.length;
        double n = baseline.length;
        RankSum ranks = RankSum.of(candidate, baseline, shift);
        double off = ranks.ofFirst() - m * (m + 1) / 2 - m * n / 2;
        double deviation = Math.sqrt((m * n / 12) * ((m + n + 1) - ranks.ties() / ((m + n) * (m + n - 1))));
        if (deviation == 0) {
            throw new ArithmeticException("all values are equal");
        }
        return (off - Math.signum(off) * 0.5) / deviation - quantile;
    }

    private record Search(double[] candidate, double[] baseline, double least, double greatest) {
        Search(double[] candidate, double[] baseline) {
            this(candidate, baseline, least(candidate) - greatest(baseline), greatest(candidate) - least(baseline));
        }

        private static double least(double[] values) {
            return Arrays.stream(values).min().orElseThrow();
        }

        private static double greatest(double[] values) {
            return Arrays.stream(values).max().orElseThrow();
        }

        private double at(double shift, double quantile) {
            return statistic(candidate, baseline, shift, quantile);
        }

        /** An end of the interval; the end of the search where no shift is refused. */
        double end(double quantile) {
            double atLeast = at(least, quantile);
            double atGreatest = at(greatest, quantile);
            return atLeast <= 0 ? least : atGreatest >= 0 ? greatest : root(quantile);
        }

        /** Brent's search: interpolates through two or three points, and halves where that is no good. */
        double root(double quantile) {
            double before = least;
            double valueBefore = at(before, quantile);
            double best = greatest;
            double value = at(best, quantile);
            if (nearZero(valueBefore)) {
                return before;
            }
            if (nearZero(value)) {
                return best;
            }
            double other = before; // on the other side of the root
            double valueOther = valueBefore;
            for (int step = 0; step < MOST_STEPS; step++) {
                double previous = best - before;
                if (Math.abs(valueOther) < Math.abs(value)) {
                    before = best;
                    best = other;
                    other = before;
                    valueBefore = value;
                    value = valueOther;
                    valueOther = valueBefore;
                }
                double tolerance = 2 * EPSILON * Math.abs(best) + TOLERANCE / 2;
                double move = (other - best) / 2;
                if (Math.abs(move) <= tolerance || nearZero(value)) {
                    return best;
                }
                if (Math.abs(previous) >= tolerance && Math.abs(valueBefore) > Math.abs(value)) {
                    double span = other - best;
                    double up;
                    double down;
                    if (Double.compare(before, other) == 0) {
                        double ratio = value / valueBefore;
                        up = span * ratio;
                        down = 1 - ratio;
                    } else {
                        double q = valueBefore / valueOther;
                        double r = value / valueOther;
                        double s = value / valueBefore;
                        up = s * (span * q * (q - r) - (best - before) * (r - 1));
                        down = (q - 1) * (r - 1) * (s - 1);
                    }
                    if (up > 0) {
                        down = -down;
                    } else {
                        up = -up;
                    }
                    if (up < 0.75 * span * down - Math.abs(tolerance * down) / 2
                            && up < Math.abs(previous * down / 2)) {
                        move = up / down;
                    }
                }
                if (Math.abs(move) < tolerance) {
                    move = move > 0 ? tolerance : -tolerance;
                }
                before = best;
                valueBefore = value;
                best += move;
                value = at(best, quantile);
                if (value > 0 && valueOther > 0 || value < 0 && valueOther < 0) {
                    other = before;
                    valueOther = valueBefore;
                }
            }
            return best;
        }

        private static boolean nearZero(double value) {
            return Math.abs(value) <= Double.MIN_VALUE;
        }
    }
}
