package io.jenkins.plugins.rollout.analysis;

/**
 * Mean, spread, and likeness of neighbours of a series, one value after another in constant time and memory. Sums are
 * kept about the mean and follow it, so that a large level with a small spread loses no digits.
 */
final class Moments {
    private long count;
    private double mean;
    private double squares;
    private double neighbours;
    private double first;
    private double last;

    void add(double value) {
        double step = (value - mean) / (count + 1);
        double before = mean;
        mean += step;
        squares += (value - before) * (value - mean);
        if (count == 0) {
            first = value;
        } else {
            // the products (x_i - m)(x_(i-1) - m) of before, about the new mean; deviations from the old one add up to 0
            neighbours += step * (first - before + last - before) + (count - 1) * step * step;
            neighbours += (value - mean) * (last - mean);
        }
        last = value;
        count++;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Sum of squared deviations through the number of values. */
    double variance() {
        return count == 0 ? 0 : Math.max(0, squares / count);
    }

    /** First autocorrelation, about -1 to 1; 1 of a series that never moves. */
    double likeness() {
        return squares > 0 ? neighbours / squares : 1;
    }
}
