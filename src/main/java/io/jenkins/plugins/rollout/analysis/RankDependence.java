package io.jenkins.plugins.rollout.analysis;

import java.util.Arrays;

/**
 * How much samples that depend on the ones before them say less than independent ones would: by what factor the
 * variance of a rank statistic grows. Reckoned from the ranks, so neither the unit nor an outlier matters.
 */
final class RankDependence {
    /** Nothing is taken to depend on its past more than this. */
    private static final double MOST = 0.98;

    /** In standard errors. With it, false alarms at φ = 0.8 stay below what was asked for from the first look on. */
    private static final double CAUTION = 0.5;

    private RankDependence() {}

    /**
     * The greater of two answers, for each is too small where the other is good. One takes the series to be
     * autoregressive: (1 + φ) / (1 − φ), φ the correlation of neighbours, corrected for its bias in short series and
     * raised by half its standard error. The other adds up the correlations at all distances as long as neighbouring ones are together positive.
     *
     * @param candidate in the order of time, NaN where nothing was measured
     * @param baseline the same; the correlations of both are averaged
     * @return 1 or more
     * @see <a href="https://doi.org/10.1093/biomet/41.3-4.403">Kendall, Note on bias in the estimation of
     *     autocorrelation (1954)</a>
     * @see <a href="https://doi.org/10.1214/ss/1177011137">Geyer, Practical Markov chain Monte Carlo (1992), section
     *     3.3</a>
     */
    static double inflation(double[] candidate, double[] baseline) {
        double[][] sides = {ranks(candidate), ranks(baseline)};
        double size = Math.min(present(sides[0]), present(sides[1]));
        int longest = (int) size / 2;
        if (longest < 3) {
            return 1;
        }
        double neighbours = correlation(sides, 1);
        double error = Math.sqrt(Math.max(0, 1 - neighbours * neighbours) / (2 * size));
        double phi = Math.max(0, Math.min(MOST, (size * neighbours + 1) / (size - 4) + CAUTION * error));
        double sum = 1 + 2 * neighbours;
        for (int lag = 2; lag + 1 <= longest; lag += 2) {
            double pair = correlation(sides, lag) + correlation(sides, lag + 1);
            if (!(pair > 0)) {
                break;
            }
            sum += 2 * pair;
        }
        return Math.max(1, Math.max((1 + phi) / (1 - phi), sum));
    }

    /** Averaged over the sides by their size; 0 when no side varies. */
    private static double correlation(double[][] sides, int lag) {
        double sum = 0;
        double size = 0;
        for (double[] side : sides) {
            double together = 0;
            double square = 0;
            for (int at = 0; at < side.length; at++) {
                if (!Double.isNaN(side[at])) {
                    square += side[at] * side[at];
                    if (at >= lag && !Double.isNaN(side[at - lag])) {
                        together += side[at] * side[at - lag];
                    }
                }
            }
            if (square > 0) {
                double present = present(side);
                sum += present * together / square;
                size += present;
            }
        }
        return size == 0 ? 0 : sum / size;
    }

    private static int present(double[] side) {
        int present = 0;
        for (double value : side) {
            present += Double.isNaN(value) ? 0 : 1;
        }
        return present;
    }

    /** Each value's rank less the mean rank, equal values sharing one; NaN where there is none. */
    private static double[] ranks(double[] series) {
        int present = present(series);
        double[] sorted = series.clone();
        Arrays.sort(sorted); // NaN comes last
        double[] ranks = new double[series.length];
        for (int at = 0; at < series.length; at++) {
            if (Double.isNaN(series[at])) {
                ranks[at] = Double.NaN;
            } else {
                int first = first(sorted, present, series[at], false);
                int next = first(sorted, present, series[at], true);
                ranks[at] = (first + next - present) / 2.0;
            }
        }
        return ranks;
    }

    /** Where in the sorted values the first stands that is not less, or that is more. */
    private static int first(double[] sorted, int size, double value, boolean more) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value || more && sorted[middle] == value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
