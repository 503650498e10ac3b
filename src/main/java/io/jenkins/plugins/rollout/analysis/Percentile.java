package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * A percentile of a sample, as R's {@code quantile} (type 7), NumPy and spreadsheets reckon it: between two neighbours in
 * order it lies on the straight line.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1996.10473566">Hyndman and Fan, Sample Quantiles in Statistical
 *     Packages, 1996, definition 7</a>
 */
public final class Percentile {
    private Percentile() {}

    /**
     * @param values finite, at least one, in any order
     * @param percent 0 is the least, 50 the median, 100 the greatest
     * @throws IllegalArgumentException when there is no value, or percent is not between 0 and 100
     */
    public static double of(double[] values, double percent) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a percentile of no values");
        }
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(Numbers.exact(percent) + " is not between 0 and 100");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = (sorted.length - 1) * (percent / 100);
        int below = (int) Math.floor(place);
        double share = place - below;
        return share == 0 ? sorted[below] : sorted[below] * (1 - share) + sorted[below + 1] * share;
    }
}
