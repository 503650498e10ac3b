package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/** What Kayenta does to the values of one side before it judges them, and the numbers it takes of them. */
final class KayentaSamples {
    private KayentaSamples() {}

    /** Without NaN or with 0 in its place, and without outliers when they are to go. */
    static double[] prepared(double[] values, KayentaMetric metric) {
        double[] numbers = metric.replaceNaN()
                ? Arrays.stream(values).map(value -> Double.isNaN(value) ? 0 : value).toArray()
                : Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        return metric.outlierFactor() > 0 ? withoutOutliers(numbers, metric.outlierFactor(), true) : numbers;
    }

    /**
     * Without what is more than so many interquartile ranges outside the quartiles.
     *
     * @param gently leave what is between the first and the 99th percentile in any case
     */
    static double[] withoutOutliers(double[] values, double factor, boolean gently) {
        if (values.length == 0) {
            return values;
        }
        double range = percentile(values, 75) - percentile(values, 25);
        double below = percentile(values, 25) - factor * range;
        double above = percentile(values, 75) + factor * range;
        double low = gently ? Math.min(percentile(values, 1), below) : below;
        double high = gently ? Math.max(percentile(values, 99), above) : above;
        return Arrays.stream(values).filter(value -> value >= low && value <= high).toArray();
    }

    /** By linear interpolation between the values, as R does by default (type 7). Of one value at least. */
    static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(place);
        return below + 1 >= sorted.length
                ? sorted[sorted.length - 1]
                : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    /** The candidate's mean divided by the baseline's; NaN when one of them is 0. */
    static double meanRatio(double[] candidate, double[] baseline) {
        double ours = mean(candidate);
        double theirs = mean(baseline);
        return ours == 0 || theirs == 0 ? Double.NaN : ours / theirs;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double rest = 0;
        for (double value : values) {
            rest += value - mean;
        }
        return mean + rest / values.length;
    }

    /**
     * How probable it is that a value of the candidate is greater than one of the baseline, equal ones counted half.
     *
     * @see <a href="https://doi.org/10.3102/10769986025002101">Vargha and Delaney (2000)</a>
     */
    static double commonLanguage(double[] candidate, double[] baseline) {
        double m = candidate.length;
        double n = baseline.length;
        return (2 * RankSum.of(candidate, baseline, 0).ofFirst() - m * (m + 1)) / (2 * n * m);
    }
}
