package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;

/**
 * Compares by ranks: the Hodges–Lehmann shift between candidate and baseline with its Mann–Whitney interval, made wide
 * enough to be looked at after every sample. Outliers and heavy tails do it no harm. It sees a shift of the whole
 * distribution, not a change of a few values among many: what is rare is for {@code sequential}.
 *
 * <p>Repeated looks: under no difference the rank statistic, sample by sample, goes like a Brownian motion, so the
 * boundary is the one of the normal mixture, which such a motion crosses ever with the probability that was allowed.
 * It needs no plan of looks and no memory. Dependence: the variance grows by {@link RankDependence}.
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177696786">Robbins, Statistical methods related to the law of the iterated
 *     logarithm (1970)</a>
 * @see <a href="https://doi.org/10.1214/24-AOS2408">Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform
 *     central limit theory and asymptotic confidence sequences (2024)</a>
 */
public final class MannWhitneyComparison implements Comparison {
    /** As the Jenkinsfile names it. */
    public static final String METHOD = "mannWhitney";

    /** The boundary is tightest at so many times the samples at which it is first looked at. */
    private static final int TIGHTEST = 3;

    /** Nobody waits for more samples than this. */
    private static final double MOST_WANTED = 1_000_000;

    @Override
    public Finding judge(Sides sides, Question question) {
        double[] candidate = measured(sides.candidate(), sides.candidateOf());
        double[] baseline = measured(sides.baseline(), sides.baselineOf());
        double[] ours = finite(candidate);
        double[] theirs = finite(baseline);
        if (ours.length == 0 || theirs.length == 0) {
            String who = ours.length > 0 ? "the baseline has" : theirs.length > 0 ? "the candidate has" : "both have";
            return new Finding(Verdict.NO_DATA, who + " no samples", null);
        }
        double tolerated = question.tolerance().beside(mean(theirs));
        double inflation = RankDependence.inflation(finiteOrNaN(candidate), finiteOrNaN(baseline));
        double samples = 2.0 * ours.length * theirs.length / (ours.length + theirs.length);
        RankShift shift = RankShift.of(ours, theirs);
        double boundary = boundary(samples, question);
        var interval = shift.interval(boundary, inflation);
        double statistic = shift.statistic() / Math.sqrt(inflation);
        int refused = Math.abs(statistic) > boundary ? (int) Math.signum(statistic) : 0;
        var seen = new Seen(
                shift.estimate(), interval, refused, tolerated, mean(ours) - mean(theirs), ours, theirs, inflation);
        if (hasInfinite(candidate) || hasInfinite(baseline) || !seen.isFinite()) {
            return seen.finding(question, Verdict.INCONCLUSIVE, "some of the values are infinite or nearly so", null);
        }
        return judge(seen, question);
    }

    private static Finding judge(Seen seen, Question question) {
        int least = question.minimumSamples();
        if (seen.least() < least) {
            String why = seen.ours.length + " samples of the candidate and " + seen.theirs.length
                    + " of the baseline: at least " + least + " of each are needed";
            return seen.finding(question, Verdict.WAITING, why, (double) least - seen.least());
        }
        if (seen.effective() < least) {
            String why = "the samples depend on the ones before them, so that " + seen.least() + " count like "
                    + Math.round(Math.floor(seen.effective())) + ": at least " + least + " are needed";
            return seen.finding(question, Verdict.WAITING, why, least * seen.inflation - seen.least());
        }
        if (seen.interval.open()) {
            String why = seen.least() + " samples a side are too few to be " + percent(question) + " certain of anything";
            return seen.finding(question, Verdict.WAITING, why, null);
        }
        Verdict verdict = seen.verdict(question.worse());
        if (verdict == Verdict.PASS && seen.meansDisagree(question.worse())) {
            String why = seen.words(question) + "; but the means differ by " + Numbers.rounded(seen.meanDifference)
                    + ", so a few values are far off";
            return seen.finding(question, Verdict.WAITING, why, null);
        }
        return switch (verdict) {
            case FAIL, PASS -> seen.finding(question, verdict, seen.words(question) + "; " + seen.bound(question), 0.0);
            default -> seen.finding(
                    question, verdict, seen.words(question) + ", not yet enough; " + seen.bound(question),
                    seen.wanted(question.worse()));
        };
    }

    /**
     * How many standard deviations the statistic may be off at that many samples a side, so that it is ever further off,
     * from the first look on, with the probability that the confidence leaves at most.
     */
    static double boundary(double samples, Question question) {
        double allowed = -2 * Math.log(1 - question.confidence());
        double tuned = TIGHTEST * question.minimumSamples() / (allowed + Math.log1p(allowed));
        return Math.sqrt((samples + tuned) / samples * (allowed + Math.log((samples + tuned) / tuned)));
    }

    private static String percent(Question question) {
        return Numbers.rounded(question.confidence() * 100) + " %";
    }

    /** Values as they are; of events among cases the share at each time. */
    private static double[] measured(double[] values, double[] of) {
        if (of == null) {
            return values;
        }
        double[] shares = new double[values.length];
        for (int at = 0; at < shares.length; at++) {
            shares[at] = of[at] > 0 ? values[at] / of[at] : Double.NaN;
        }
        return shares;
    }

    private static double[] finite(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).toArray();
    }

    private static double[] finiteOrNaN(double[] values) {
        return Arrays.stream(values).map(value -> Double.isFinite(value) ? value : Double.NaN).toArray();
    }

    private static boolean hasInfinite(double[] values) {
        return Arrays.stream(values).anyMatch(Double::isInfinite);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }

    /**
     * Everything reckoned from one look.
     *
     * @param refused 1 or -1 when the test refuses 0 because the candidate is higher or lower
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on within this class
    private record Seen(
            double estimate,
            RankShift.Interval interval,
            int refused,
            double tolerated,
            double meanDifference,
            double[] ours,
            double[] theirs,
            double inflation) {

        boolean isFinite() {
            return Double.isFinite(tolerated)
                    && Double.isFinite(meanDifference)
                    && Double.isFinite(interval.upper() - interval.lower());
        }

        int least() {
            return Math.min(ours.length, theirs.length);
        }

        double effective() {
            return least() / inflation;
        }

        Verdict verdict(Worse worse) {
            boolean above = interval.lower() > tolerated || isTooOften() && refused > 0;
            boolean notAbove = interval.upper() < tolerated;
            boolean below = interval.upper() < -tolerated || isTooOften() && refused < 0;
            boolean notBelow = interval.lower() > -tolerated;
            return switch (worse) {
                case HIGHER -> above ? Verdict.FAIL : notAbove ? Verdict.PASS : Verdict.WAITING;
                case LOWER -> below ? Verdict.FAIL : notBelow ? Verdict.PASS : Verdict.WAITING;
                case DIFFERENT -> above || below
                        ? Verdict.FAIL
                        : notAbove && notBelow ? Verdict.PASS : Verdict.WAITING;
            };
        }

        /** No shift describes it, for most values are the same; but with nothing tolerated, the ranks alone say enough. */
        boolean isTooOften() {
            return tolerated == 0 && (refused > 0 && interval.lower() == 0 || refused < 0 && interval.upper() == 0);
        }

        boolean meansDisagree(Worse worse) {
            boolean above = !(meanDifference <= tolerated);
            boolean below = !(meanDifference >= -tolerated);
            return switch (worse) {
                case HIGHER -> above;
                case LOWER -> below;
                case DIFFERENT -> above || below;
            };
        }

        /** The interval shrinks with the root of the samples: how many until it no longer holds the nearest bound. */
        Double wanted(Worse worse) {
            double toHigh = Math.abs(estimate - tolerated);
            double toLow = Math.abs(estimate + tolerated);
            double gap = worse == Worse.HIGHER ? toHigh : worse == Worse.LOWER ? toLow : Math.min(toHigh, toLow);
            double width = (interval.upper() - interval.lower()) / 2;
            double times = width / gap;
            double more = least() * (times * times - 1);
            return gap > 0 && more < MOST_WANTED ? Math.max(1, more) : null;
        }

        String words(Question question) {
            if (isTooOften()) {
                return percent(question) + " certain that the candidate is " + (refused > 0 ? "higher" : "lower")
                        + " more often than not where the two differ";
            }
            return "candidate − baseline is " + Numbers.rounded(estimate) + ", " + percent(question)
                    + " certain between " + Numbers.rounded(interval.lower()) + " and "
                    + Numbers.rounded(interval.upper());
        }

        String bound(Question question) {
            return switch (question.worse()) {
                case HIGHER -> "up to " + Numbers.rounded(tolerated);
                case LOWER -> Numbers.rounded(-tolerated) + " and more";
                case DIFFERENT -> Numbers.rounded(-tolerated) + " to " + Numbers.rounded(tolerated);
            } + " is tolerated";
        }

        Finding finding(Question question, Verdict verdict, String why, Double wanted) {
            boolean known = !interval.open();
            var rests = new Estimate(
                    METHOD,
                    estimate,
                    known ? interval.lower() : null,
                    known ? interval.upper() : null,
                    question.worse() == Worse.HIGHER ? null : -tolerated,
                    question.worse() == Worse.LOWER ? null : tolerated,
                    question.confidence(),
                    median(ours),
                    median(theirs),
                    ours.length,
                    (long) theirs.length,
                    effective(),
                    wanted == null ? null : (long) Math.ceil(wanted),
                    null);
            return new Finding(verdict, why, rests);
        }
    }
}
