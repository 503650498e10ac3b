package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Chart;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Long series as few points, to be drawn and kept: the mean of neighbours, to a thousandth of what a drawing can show. */
public final class Thinned {
    private static final int SHOWN_DIGITS = 3;

    private Thinned() {}

    /**
     * @param from time of the first value
     * @param step time between two values
     * @param candidate NaN where nothing was measured
     * @param baseline as long, or empty
     */
    public static Chart chart(Instant from, Duration step, double[] candidate, double[] baseline) {
        int length = Math.max(candidate.length, baseline.length);
        int together = Math.max(1, (length + Chart.MOST - 1) / Chart.MOST);
        int decimals = decimals(candidate, baseline);
        return new Chart(
                from,
                Math.max(1, step.toMillis()) * together,
                thin(candidate, together, decimals),
                thin(baseline, together, decimals));
    }

    private static List<Double> thin(double[] values, int together, int decimals) {
        var thinned = new ArrayList<Double>();
        for (int begin = 0; begin < values.length; begin += together) {
            double mean = mean(values, begin, Math.min(values.length, begin + together));
            thinned.add(Double.isNaN(mean) ? null : rounded(mean, decimals));
        }
        return thinned;
    }

    private static double mean(double[] values, int begin, int end) {
        double mean = Double.NaN;
        int count = 0;
        for (int i = begin; i < end; i++) {
            if (Double.isFinite(values[i])) {
                count++;
                mean = count == 1 ? values[i] : mean + (values[i] / count - mean / count);
            }
        }
        return mean;
    }

    private static double rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** So many that the range of all values has a thousand steps at least. */
    private static int decimals(double[]... series) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] values : series) {
            for (double value : values) {
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        double range = most / 2 - least / 2; // of halves: the whole could overflow
        double scale = range > 0 ? range : Math.abs(most);
        return scale > 0 && Double.isFinite(scale) ? SHOWN_DIGITS - (int) Math.floor(Math.log10(scale)) : 0;
    }
}
