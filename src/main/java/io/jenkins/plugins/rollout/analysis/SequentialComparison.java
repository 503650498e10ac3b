package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;

/**
 * Compares the means of two series, or two shares, with a confidence interval that holds at every look: it may be looked
 * at after every sample, and stopped when it says enough. PASS and FAIL are certain to the confidence that was asked
 * for, over the whole time and not for each look.
 *
 * <p>The method, its assumptions and when they fail are in docs/statistics.md.
 */
public final class SequentialComparison implements Comparison {
    public static final String METHOD = "sequential";

    @Override
    public Finding judge(Sides sides, Question question) {
        Difference difference = sides.isCounted()
                ? CountedDifference.of(sides, question)
                : MeasuredDifference.of(sides, question);
        return difference == null
                ? new Finding(Verdict.NO_DATA, "there is no time at which both sides were measured", null)
                : difference.finding(METHOD, question);
    }
}
