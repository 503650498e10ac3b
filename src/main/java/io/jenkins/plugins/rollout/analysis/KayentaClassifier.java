package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Direction;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Effects;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Says of one metric whether it is High or Low, as Kayenta's judge {@code NetflixACAJudge-v1.0} does.
 *
 * <p>What is not strict differs in this: the interval is exact and so free of the unit; too few samples, infinite values
 * and nothing at all never pass.
 *
 * @param tolerance a deviation must be certain beyond this share of its own estimate
 * @param confidence of the interval, between 0.5 and 1
 * @param least with fewer samples a side nothing is said; not looked at when strict
 * @param strict to say what Kayenta says, wherever it comes from
 */
public record KayentaClassifier(double tolerance, double confidence, int least, boolean strict) {
    /** Kayenta's judge lets nobody choose these. */
    public static final double TOLERANCE = 0.25;

    public static final double CONFIDENCE = 0.98;

    private static final double NOISE = 1e-5;
    private static final long SEED = 20_180_410; // Kayenta's own noise differs from run to run

    /** Classifies a metric, its values as they were measured. */
    public KayentaFinding classify(double[] candidate, double[] baseline, KayentaMetric metric) {
        double[] ours = KayentaSamples.prepared(candidate, metric);
        double[] theirs = KayentaSamples.prepared(baseline, metric);
        if (!strict && !allFinite(ours, theirs)) {
            return without(Label.ERROR, "some of the values are infinite", false, ours, theirs);
        }
        if (ours.length == 0 || theirs.length == 0) {
            return withoutData(ours, theirs, metric);
        }
        if (!strict && (isSilent(candidate) || isSilent(baseline))) { // what replaced NaN was never measured
            return withoutData(measured(candidate), measured(baseline), metric);
        }
        if (!strict && Math.min(ours.length, theirs.length) < least) {
            String why = Math.min(ours.length, theirs.length) + " samples a side are fewer than " + least;
            return without(Label.TOO_FEW, why, false, ours, theirs);
        }
        if (Arrays.equals(sorted(ours), sorted(theirs))) {
            return without(Label.PASS, "both sides are the same", false, ours, theirs);
        }
        if (distinct(ours, theirs) == 1) {
            return without(Label.PASS, "", false, ours, theirs);
        }
        try {
            return compared(ours, theirs, metric);
        } catch (ArithmeticException e) {
            return without(Label.ERROR, "the values cannot be ranked: " + e.getMessage(), false, ours, theirs);
        }
    }

    private KayentaFinding withoutData(double[] ours, double[] theirs, KayentaMetric metric) {
        if (metric.replaceNaN() && strict) {
            return without(Label.PASS, "", false, ours, theirs);
        }
        String side = theirs.length > 0 ? "the candidate has" : ours.length > 0 ? "the baseline has" : "both sides have";
        boolean fails = metric.mustHaveData() && !metric.critical();
        return without(
                fails ? Label.NODATA_FAIL : Label.NODATA, side + " no data", !fails && metric.critical(), ours, theirs);
    }

    private KayentaFinding compared(double[] ours, double[] theirs, KayentaMetric metric) {
        boolean constant = distinct(ours) == 1 && distinct(theirs) == 1;
        var random = new Random(SEED);
        double[] first = constant && strict ? noisy(ours, random) : ours;
        double[] second = constant && strict ? noisy(theirs, random) : theirs;
        Shift shift = strict ? Shift.of(SearchedShift.of(first, second, confidence)) : exact(first, second);
        if (shift == null) {
            return without(Label.TOO_FEW, "so few samples cannot differ", false, ours, theirs);
        }
        double ratio = KayentaSamples.meanRatio(first, second);
        double effect = metric.commonLanguage() ? KayentaSamples.commonLanguage(first, second) : ratio;
        boolean high = metric.direction() != Direction.DECREASE
                && shift.isAbove(tolerance)
                && reaches(effect, metric.allowed(), true);
        boolean low = metric.direction() != Direction.INCREASE
                && shift.isBelow(tolerance)
                && reaches(effect, metric.allowed(), false);
        Label label = high ? Label.HIGH : low ? Label.LOW : Label.PASS;
        boolean critical = metric.critical()
                && label != Label.PASS
                && reaches(effect, metric.criticalEffect(), high);
        return new KayentaFinding(
                label, words(label, critical, shift, ratio), critical, ratio, effect, shift.estimate(), shift.lower(),
                shift.upper(), ours.length, theirs.length);
    }

    private Shift exact(double[] ours, double[] theirs) {
        RankShift shift = RankShift.of(ours, theirs);
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
        var interval = shift.interval(z, 1);
        double statistic = shift.statistic();
        int refused = Math.abs(statistic) > z ? (int) Math.signum(statistic) : 0;
        return interval.open() ? null : new Shift(interval.lower(), interval.upper(), shift.estimate(), refused);
    }

    /**
     * Where the candidate is.
     *
     * @param refused 1 or -1 when the test refuses 0 because the candidate is higher or lower: it says so also where the
     *     interval is 0 to 0. 0 otherwise
     */
    private record Shift(double lower, double upper, double estimate, int refused) {
        static Shift of(SearchedShift found) {
            return new Shift(found.lower(), found.upper(), found.estimate(), 0);
        }

        boolean isAbove(double tolerance) {
            return lower > tolerance * Math.abs(estimate) || estimate == 0 && lower == 0 && refused > 0;
        }

        boolean isBelow(double tolerance) {
            return upper < -tolerance * Math.abs(estimate) || estimate == 0 && upper == 0 && refused < 0;
        }
    }

    /** An effect that cannot be told stops no deviation. */
    private static boolean reaches(double effect, Effects bounds, boolean high) {
        return Double.isNaN(effect) || (high ? effect >= bounds.increase() : effect <= bounds.decrease());
    }

    private static String words(Label label, boolean critical, Shift shift, double ratio) {
        if (label == Label.PASS) {
            return "";
        }
        String times = Double.isNaN(ratio) ? "" : ", " + Numbers.rounded(ratio) + " times the baseline's mean";
        String by = shift.estimate() == 0 ? " too often" : " by " + Numbers.rounded(Math.abs(shift.estimate()));
        return (critical ? "critically " : "") + (label == Label.HIGH ? "higher" : "lower") + by + times;
    }

    private static double[] noisy(double[] values, Random random) {
        double scale = values[0] * NOISE;
        return Arrays.stream(values).map(value -> value + random.nextGaussian() * scale).toArray();
    }

    private static boolean isSilent(double[] values) {
        return measured(values).length == 0;
    }

    private static double[] measured(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    private static boolean allFinite(double[] ours, double[] theirs) {
        return DoubleStream.concat(Arrays.stream(ours), Arrays.stream(theirs)).allMatch(Double::isFinite);
    }

    private static long distinct(double[]... sides) {
        return Arrays.stream(sides).flatMapToDouble(Arrays::stream).distinct().count();
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static KayentaFinding without(Label label, String why, boolean critical, double[] ours, double[] theirs) {
        return KayentaFinding.without(label, why, critical, ours.length, theirs.length);
    }
}
