package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Direction;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;

/**
 * Judges one metric as Kayenta's judge {@code NetflixACAJudge-v1.0} does, for those who move from there. Pass means that
 * no deviation was found, not that there is none; looking again and again finds deviations that are none, and so do
 * samples that depend on one another. {@code sequential} has none of these faults.
 *
 * <p>Of the question, {@code worse} is Kayenta's {@code direction}, and {@code tolerance} its {@code allowedIncrease} and
 * {@code allowedDecrease}; the confidence is the one that is asked for, Kayenta's own is 0.98.
 */
public final class KayentaComparison implements Comparison {
    /** As the Jenkinsfile names it. */
    public static final String METHOD = "kayenta";

    private final boolean strict;

    /** Where Kayenta would pass without having seen enough, this one does not decide. */
    public KayentaComparison() {
        this(false);
    }

    /**
     * @param strict to say what Kayenta says, also where it passes for want of data
     */
    public KayentaComparison(boolean strict) {
        this.strict = strict;
    }

    @Override
    public Finding judge(Sides sides, Question question) {
        double[] candidate = measured(sides.candidate(), sides.candidateOf());
        double[] baseline = measured(sides.baseline(), sides.baselineOf());
        var classifier = new KayentaClassifier(
                KayentaClassifier.TOLERANCE, question.confidence(), question.minimumSamples(), strict);
        double ours = mean(candidate);
        double theirs = mean(baseline);
        double tolerated = question.tolerance().beside(Double.isNaN(theirs) ? 0 : theirs);
        KayentaFinding found = classifier.classify(candidate, baseline, metric(question.worse()));
        if (found.samples() == 0 || found.baselineSamples() == 0) {
            return new Finding(strict ? verdict(found) : Verdict.NO_DATA, found.why(), null);
        }
        boolean deviates = found.label() == Label.HIGH || found.label() == Label.LOW;
        boolean within = deviates && Math.abs(ours - theirs) < tolerated;
        return new Finding(
                within ? Verdict.PASS : verdict(found),
                why(found, question) + (within ? ", within the " + Numbers.rounded(tolerated) + " that is tolerated" : ""),
                estimate(found, question, tolerated, ours, theirs));
    }

    /** Tolerance is held against the means here: Kayenta's ratio of them would say the opposite below 0. */
    private static KayentaMetric metric(Worse worse) {
        var direction = switch (worse) {
            case HIGHER -> Direction.INCREASE;
            case LOWER -> Direction.DECREASE;
            case DIFFERENT -> Direction.EITHER;
        };
        var any = new KayentaMetric.Effects(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        return new KayentaMetric(direction, false, 0, false, false, false, false, any, any);
    }

    private Verdict verdict(KayentaFinding found) {
        return switch (found.label()) {
            case PASS -> Verdict.PASS;
            case HIGH, LOW -> Verdict.FAIL;
            case TOO_FEW -> Verdict.WAITING;
            // a metric without a classification leaves Kayenta's score, and the score of none is 100
            case ERROR -> strict ? Verdict.PASS : Verdict.INCONCLUSIVE;
            case NODATA, NODATA_FAIL -> strict ? Verdict.FAIL : Verdict.INCONCLUSIVE;
        };
    }

    private static String why(KayentaFinding found, Question question) {
        return switch (found.label()) {
            case PASS -> found.why().isEmpty()
                    ? "no deviation was found in " + found.samples() + " samples"
                    : found.why();
            case HIGH, LOW -> "the candidate is " + found.why();
            case TOO_FEW -> Math.min(found.samples(), found.baselineSamples()) < question.minimumSamples()
                    ? found.samples() + " samples of the candidate and " + found.baselineSamples()
                            + " of the baseline: at least " + question.minimumSamples() + " of each are needed"
                    : found.why();
            default -> found.why();
        };
    }

    private static Estimate estimate(
            KayentaFinding found, Question question, double tolerated, double ours, double theirs) {
        int least = Math.min(found.samples(), found.baselineSamples());
        Long wanted = found.label().isKnown()
                ? Long.valueOf(0)
                : least < question.minimumSamples() ? (long) question.minimumSamples() - least : null;
        return new Estimate(
                METHOD,
                found.shift(),
                found.lower(),
                found.upper(),
                question.worse() == Worse.HIGHER ? null : -tolerated,
                question.worse() == Worse.LOWER ? null : tolerated,
                question.confidence(),
                ours,
                theirs,
                found.samples(),
                (long) found.baselineSamples(),
                null,
                wanted,
                null);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private static double[] measured(double[] values, double[] of) {
        double[] measured = values.clone();
        for (int at = 0; of != null && at < measured.length; at++) {
            measured[at] = of[at] > 0 ? values[at] / of[at] : Double.NaN;
        }
        return measured;
    }
}
