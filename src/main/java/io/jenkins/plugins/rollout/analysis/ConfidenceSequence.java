package io.jenkins.plugins.rollout.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * A confidence interval for the mean of {@code candidate − factor · baseline} that holds at every look at once, for
 * series whose values depend on those before. A pair is added in constant time (amortised; memory grows with the
 * logarithm of the pairs).
 *
 * <p>The long-run variance is that of a first-order autoregression, its coefficient corrected for the bias that short
 * series have (Marriott and Pope 1954, Kendall 1954) and raised. Means of batches of 2, 4, 8… values are treated in the
 * same way, while there are {@value #FEWEST_BATCHES} of them, and the widest interval counts: that finds slow changes
 * under fast noise, which no single coefficient shows.
 */
public final class ConfidenceSequence {
    private static final int FEWEST_BATCHES = 16;
    /** Fewer independent pairs prove nothing, however alike: all of them may be one burst. */
    private static final double FEWEST_INDEPENDENT = 13;
    private static final double MOST_LIKENESS = 0.98;
    /** Degrees of freedom that choosing a model of the dependence costs. */
    private static final double LOST_FREEDOM = 3;
    /** Less of the variance is the rounding of numbers. */
    private static final double NOTHING = 1e-20;
    /** From so many standard errors on, what the sides have in common is no accident. */
    private static final double IN_COMMON = 2.5;

    private final double factor;
    private final List<Level> levels = new ArrayList<>(List.of(new Level()));

    /** Of {@code candidate − factor · baseline}. */
    public ConfidenceSequence(double factor) {
        this.factor = factor;
    }

    /** Adds what was measured at one time. Finite numbers; their squares must be finite too. */
    public void add(double candidate, double baseline) {
        double difference = candidate - factor * baseline;
        double sum = candidate + factor * baseline;
        for (int level = 0; ; level++) {
            Level at = levels.get(level);
            if (!at.add(difference, sum)) {
                return;
            }
            difference = at.pairDifference;
            sum = at.pairSum;
            if (levels.size() == level + 1) {
                levels.add(new Level());
            }
        }
    }

    double factor() {
        return factor;
    }

    /** How many pairs were added. */
    public long count() {
        return levels.get(0).difference.count();
    }

    /** The mean of {@code candidate − factor · baseline}; 0 without pairs. */
    public double mean() {
        return levels.get(0).difference.mean();
    }

    /** Whether the differences are all the same, so that they show no spread to reckon with. */
    public boolean isStill() {
        return !(levels.get(0).difference.variance() > 0);
    }

    /** As how many independent pairs they count: 0 to {@link #count()}. */
    public double effective() {
        double least = count();
        for (int level = 0; isUsed(level); level++) {
            least = Math.min(least, levels.get(level).independent(level));
        }
        return least;
    }

    /**
     * How far the true mean may be from {@link #mean()}.
     *
     * @param error how often, in all looks together, it may be farther: both sides together, between 0 and 1
     * @return infinite as long as nothing can be said; then 0 when {@link #isStill()}
     */
    public double halfWidth(double error) {
        if (count() < FEWEST_INDEPENDENT) {
            return Double.POSITIVE_INFINITY;
        }
        if (isStill()) {
            return 0;
        }
        double widest = 0;
        for (int level = 0; isUsed(level); level++) {
            widest = Math.max(widest, levels.get(level).halfWidth(level, error));
        }
        return widest;
    }

    /** About how many pairs in all it takes until {@link #halfWidth} is that much; -1 when it cannot be said. */
    public long countFor(double width, double error) {
        double independent = effective() / count();
        double spread = levels.get(0).difference.variance();
        if (!(width > 0) || !(independent > 1 - MOST_LIKENESS) || !(spread > 0)) {
            return -1;
        }
        long low = 1;
        long high = 1;
        while (!(widthOf(high * independent, spread, error) <= width)) {
            low = high;
            high *= 2;
            if (high > 1L << 30) {
                return -1;
            }
        }
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (widthOf(middle * independent, spread, error) <= width) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Roughly, for samples to come. */
    private static double widthOf(double independent, double spread, double error) {
        return independent >= FEWEST_INDEPENDENT
                ? Math.sqrt(spread / (independent - 1))
                        * AnytimeT.bound(independent, independent - 1 - LOST_FREEDOM, error)
                : Double.POSITIVE_INFINITY;
    }

    private boolean isUsed(int level) {
        return level == 0 || level < levels.size() && levels.get(level).difference.count() >= FEWEST_BATCHES;
    }

    /** The series of the means of so many neighbours, and the half of a pair that waits for its other half. */
    private final class Level {
        private final Moments difference = new Moments();
        private final Moments sum = new Moments();
        private boolean half;
        private double pairDifference;
        private double pairSum;

        /** Whether a pair is complete, whose mean is then in the fields. */
        boolean add(double difference, double sum) {
            this.difference.add(difference);
            this.sum.add(sum);
            pairDifference = half ? (pairDifference + difference) / 2 : difference;
            pairSum = half ? (pairSum + sum) / 2 : sum;
            half = !half;
            return !half;
        }

        double halfWidth(int level, double error) {
            if (difference.variance() <= NOTHING * levels.get(0).difference.variance()) {
                return 0; // neighbours make up for one another
            }
            double counted = counted();
            if (counted <= 1 || level == 0 && counted < FEWEST_INDEPENDENT) {
                return Double.POSITIVE_INFINITY;
            }
            double freedom = level == 0 ? spreadCounted() - 1 - LOST_FREEDOM : counted - 1;
            return Math.sqrt(difference.variance() / (counted - 1)) * AnytimeT.bound(independent(level), freedom, error);
        }

        /** As how many independent pairs of the whole series this level makes it count. */
        double independent(int level) {
            double whole = levels.get(0).difference.variance();
            double here = difference.variance();
            double alone = levels.get(0).difference.count();
            return here > NOTHING * whole ? Math.min(alone, counted() * whole / here) : alone;
        }

        /** As how many independent values the values of this level count for a mean. */
        private double counted() {
            double likeness = Math.max(0, likeness());
            return likeness < MOST_LIKENESS ? difference.count() * (1 - likeness) / (1 + likeness) : 0;
        }

        /** As how many they count for a variance, where likeness takes less away (Bartlett 1946). */
        private double spreadCounted() {
            double likeness = Math.max(0, likeness());
            return difference.count() * (1 - likeness * likeness) / (1 + likeness * likeness);
        }

        /**
         * The differences' autocorrelation. Sides that have nothing in common lend it the autocorrelation of their sums
         * too, for it is the same. Where they move together (one day, one load), the sums say nothing of the differences;
         * their own is then raised by one and a half of its standard errors.
         */
        private double likeness() {
            double own = unbiased(difference);
            double all = difference.variance() + sum.variance();
            double common = Math.abs(sum.variance() - difference.variance());
            if (common * Math.sqrt(difference.count()) > IN_COMMON * all) {
                return own + 1.5 * standardError(own, difference.count());
            }
            return (own + unbiased(sum)) / 2;
        }

        private double unbiased(Moments of) {
            double likeness = of.likeness();
            return likeness + (1 + 4 * Math.max(-0.3, likeness)) / of.count();
        }

        private double standardError(double likeness, long count) {
            double bounded = Math.max(-1, Math.min(1, likeness));
            return Math.sqrt((1 - bounded * bounded) / count);
        }
    }
}
