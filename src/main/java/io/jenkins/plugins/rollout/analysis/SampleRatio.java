package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Whether traffic was split as it should be. A split that is off says that something chooses who gets the candidate, and
 * then a comparison with the baseline compares different users.
 *
 * <p>The interval for the share holds at every look at once ({@link BetaBinomial}). It takes cases for independent;
 * given step by step, their real scatter is reckoned with as well ({@link ConfidenceSequence}), and the wider interval
 * counts.
 *
 * @param expected the candidate's share of the cases of both sides, between 0 and 1 (exposure / 100)
 * @param confidence how certain a verdict must be, between 0.5 and 1
 * @param tolerance how far off the share may be, as a part of the smaller one of the two shares, more than 0 and less
 *     than 1: with 0.1 an expected 5 % may be 4.5 % to 5.5 %
 * @param minimum with fewer cases on both sides together nothing is decided
 */
public record SampleRatio(double expected, double confidence, double tolerance, long minimum) {
    public static final double DEFAULT_CONFIDENCE = 0.999;
    public static final double DEFAULT_TOLERANCE = 0.1;
    public static final long DEFAULT_MINIMUM = 1000;

    private static final String METHOD = "sampleRatio";

    public SampleRatio {
        if (!(expected > 0 && expected < 1)) {
            throw new IllegalArgumentException("expected: " + expected + " is not between 0 and 1");
        }
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + " is not between 0.5 and 1");
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + " is not between 0 and 1");
        }
        if (minimum < 1) {
            throw new IllegalArgumentException("minimum: " + minimum + " is less than 1");
        }
    }

    /** With the default confidence, tolerance and minimum. */
    public static SampleRatio of(double expected) {
        return new SampleRatio(expected, DEFAULT_CONFIDENCE, DEFAULT_TOLERANCE, DEFAULT_MINIMUM);
    }

    /**
     * Judges how many cases each side has had since the beginning.
     *
     * @return PASS when the share is certainly within the tolerance; INCONCLUSIVE when it is certainly not, for then a
     *     comparison cannot be trusted; WAITING as long as it can be either; NO_DATA for what is no count
     */
    public Finding judge(double candidate, double baseline) {
        if (!isCount(candidate) || !isCount(baseline)) {
            return new Finding(Verdict.NO_DATA, "there is no count of cases on each side", null);
        }
        return judge(candidate, baseline, 0, null);
    }

    /**
     * Judges how many cases each side had in each step of time. Steps that have no count on one side are left out.
     *
     * @param candidate NaN where nothing was counted
     * @param baseline as long
     */
    public Finding judge(double[] candidate, double[] baseline) {
        if (candidate.length != baseline.length) {
            throw new IllegalArgumentException("the sides are of different length");
        }
        double ours = 0;
        double theirs = 0;
        var scatter = new ConfidenceSequence(expected / (1 - expected));
        for (int i = 0; i < candidate.length; i++) {
            if (isCount(candidate[i]) && isCount(baseline[i])) {
                ours += candidate[i];
                theirs += baseline[i];
                scatter.add(candidate[i], baseline[i]);
            }
        }
        if (scatter.count() == 0) {
            return new Finding(Verdict.NO_DATA, "there is no count of cases on each side", null);
        }
        return judge(ours, theirs, scatter.count(), scatter);
    }

    /** How probable a split at least as far off is when cases are independent and it is looked at once only. */
    public double chiSquare(double candidate, double baseline) {
        double all = candidate + baseline;
        double off = candidate - expected * all;
        return all > 0
                ? ChiSquaredDistribution.of(1).survivalProbability(off * off / (all * expected * (1 - expected)))
                : 1;
    }

    private Finding judge(double candidate, double baseline, long steps, ConfidenceSequence scatter) {
        double all = candidate + baseline;
        double error = 1 - confidence;
        var counts = new BetaBinomial(candidate, baseline);
        double lower = counts.lower(error);
        double upper = counts.upper(error);
        double share = all > 0 ? counts.share() : expected;
        if (scatter != null) {
            // the mean of candidate − p / (1 − p) · baseline is the cases of a step × (share − p) / (1 − p)
            double width = scatter.halfWidth(error) * (1 - expected) * steps / Math.max(all, 1);
            lower = Math.max(0, Math.min(lower, share - width));
            upper = Math.min(1, Math.max(upper, share + width));
        }
        double slack = tolerance * Math.min(expected, 1 - expected);
        double lowest = expected - slack;
        double highest = expected + slack;
        boolean enough = all >= minimum;
        Verdict verdict = !enough ? Verdict.WAITING
                : lower > highest || upper < lowest ? Verdict.INCONCLUSIVE
                : lower >= lowest && upper <= highest ? Verdict.PASS
                : Verdict.WAITING;
        Long wanted = verdict != Verdict.WAITING ? Long.valueOf(0)
                : enough ? wanted(all, share, Math.max(upper - share, share - lower), lowest, highest)
                : Long.valueOf((long) Math.ceil(minimum - all));
        var estimate = new Estimate(
                METHOD, share, lower, upper, lowest, highest, confidence, share, expected, Math.round(candidate),
                Math.round(baseline), null, wanted, null);
        return new Finding(verdict, why(verdict, estimate, candidate, baseline), estimate);
    }

    /** The width shrinks with the root of the cases. */
    private static Long wanted(double all, double share, double width, double lowest, double highest) {
        double room = Math.min(Math.abs(share - lowest), Math.abs(share - highest));
        double more = all * (width * width / (room * room) - 1);
        return more < 1e12 ? Long.valueOf((long) Math.ceil(Math.max(1, more))) : null;
    }

    private String why(Verdict verdict, Estimate estimate, double candidate, double baseline) {
        String found = percent(estimate.value()) + " of " + Math.round(candidate + baseline)
                + " cases went to the candidate (between " + percent(estimate.lower()) + " and "
                + percent(estimate.upper()) + "), " + percent(expected) + " should";
        double chance = chiSquare(candidate, baseline);
        return switch (verdict) {
            case PASS -> found;
            case INCONCLUSIVE -> found + ": the split is not what it should be (chi-square p "
                    + (chance > 0 ? "= " + Words.three(chance) : "< 1E-300")
                    + "), so a comparison of the two sides cannot be trusted";
            default -> found + "; "
                    + (estimate.wanted() == null ? "more cases are" : "about " + Words.about(estimate.wanted()) + " more cases are")
                    + " needed to be certain within " + percent(estimate.lowest()) + " to "
                    + percent(estimate.highest());
        };
    }

    private static String percent(double share) {
        return Words.three(share * 100) + "%";
    }

    private static boolean isCount(double number) {
        return number >= 0 && number < Double.POSITIVE_INFINITY;
    }
}
