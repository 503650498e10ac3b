package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;

/**
 * How far the candidate is from its baseline, how far it may really be, and how far it is allowed to be.
 *
 * @param candidate its mean or share
 * @param baseline its mean or share
 * @param lower what candidate − baseline is at least; negatively infinite when there is no such bound
 * @param upper what it is at most; positively infinite when there is none
 * @param lowest what it may be at least; negatively infinite when all is allowed
 * @param highest what it may be at most; positively infinite when all is allowed
 * @param pairs how many samples there are on both sides
 * @param effective as how many independent ones they count
 * @param wanted about how many samples in all it takes if it goes on like this; negative when it cannot be said
 */
record Difference(
        double candidate,
        double baseline,
        double lower,
        double upper,
        double lowest,
        double highest,
        long pairs,
        double effective,
        long wanted) {

    double value() {
        return candidate - baseline;
    }

    /** PASS and FAIL when the whole interval says so, otherwise WAITING. */
    Verdict verdict(Question question) {
        if (pairs < question.minimumSamples()) {
            return Verdict.WAITING;
        }
        if (lower > highest || upper < lowest) {
            return Verdict.FAIL;
        }
        boolean highEnough = lowest == Double.NEGATIVE_INFINITY || lower > lowest;
        boolean lowEnough = highest == Double.POSITIVE_INFINITY || upper < highest;
        return highEnough && lowEnough ? Verdict.PASS : Verdict.WAITING;
    }

    /** How many more samples are wanted with that verdict. Null when it cannot be said. */
    Long more(Verdict verdict, Question question) {
        if (verdict != Verdict.WAITING) {
            return 0L;
        }
        long missing = question.minimumSamples() - pairs;
        if (wanted < 0) {
            return missing > 0 ? missing : null;
        }
        return Math.max(Math.max(1, missing), wanted - pairs);
    }

    /** How far the interval would have to shrink, about its middle, for a verdict. */
    static double room(double value, double lowest, double highest) {
        return Math.min(Math.abs(value - lowest), Math.abs(value - highest));
    }

    Finding finding(String method, Question question) {
        Verdict verdict = verdict(question);
        Long more = more(verdict, question);
        var estimate = new Estimate(
                method, value(), lower, upper, lowest, highest, question.confidence(), candidate, baseline, pairs, pairs,
                effective, more, null);
        return new Finding(verdict, Words.of(this, verdict, question, more), estimate);
    }
}
