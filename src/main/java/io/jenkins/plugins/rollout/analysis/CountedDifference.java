package io.jenkins.plugins.rollout.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two shares: events among cases, counted step by step. Steps without cases on one side are left out.
 *
 * <p>Two intervals are reckoned and the wider one counts. One is right for any number of events, however few, when cases
 * do not depend on one another: {@link RatioSequence} for a tolerance in percent, {@link BetaBinomial} on each side for
 * one in absolute numbers. The other one takes the real scatter from step to step, bursts and all: {@link
 * ConfidenceSequence} on the events of each step, weighted as Mantel and Haenszel do, so that the steps may differ in
 * traffic and in how frequent events are.
 */
final class CountedDifference {
    private final Question question;
    /** In percent, or without a tolerance: then the ratio of the shares tells all. */
    private final boolean relative;
    private final double part;
    private final List<Line> lines = new ArrayList<>();
    private final RatioSequence ratio = new RatioSequence();
    private double events;
    private double of;
    private double baselineEvents;
    private double baselineOf;
    private double weight;
    private double ours;
    private double theirs;

    private CountedDifference(Question question) {
        this.question = question;
        this.relative = question.tolerance().percent() || question.tolerance().amount() == 0;
        this.part = relative ? question.tolerance().amount() / 100 : 0;
        double offset = relative ? 0 : question.tolerance().amount();
        if (question.worse() != Worse.LOWER) {
            lines.add(new Line(1 + part, offset));
        }
        if (question.worse() != Worse.HIGHER) {
            lines.add(new Line(1 - part, -offset));
        }
    }

    /** The difference, or null without any step in which both sides had cases. */
    static Difference of(Sides sides, Question question) {
        var difference = new CountedDifference(question);
        for (int i = 0; i < sides.candidate().length; i++) {
            difference.add(sides.candidate()[i], sides.candidateOf()[i], sides.baseline()[i], sides.baselineOf()[i]);
        }
        return difference.count() == 0 ? null : difference.result();
    }

    private void add(double candidate, double candidateOf, double baseline, double baselineCases) {
        if (!isCount(candidate) || !isCount(baseline) || !isCount(candidateOf) || !isCount(baselineCases)
                || candidateOf == 0 || baselineCases == 0) {
            return;
        }
        double all = candidateOf + baselineCases;
        double stepWeight = candidateOf * (baselineCases / all);
        double stepOurs = candidate * (baselineCases / all);
        double stepTheirs = baseline * (candidateOf / all);
        lines.forEach(line -> line.sequence.add(stepOurs - line.offset * stepWeight, stepTheirs));
        if (relative) {
            ratio.add(candidate, candidateOf, baseline, baselineCases);
        }
        events += candidate;
        of += candidateOf;
        baselineEvents += baseline;
        baselineOf += baselineCases;
        weight += stepWeight;
        ours += stepOurs;
        theirs += stepTheirs;
    }

    private static boolean isCount(double number) {
        return number >= 0 && number < Double.POSITIVE_INFINITY;
    }

    private long count() {
        return lines.get(0).sequence.count();
    }

    private Difference result() {
        double baseline = theirs / weight;
        double scale = Math.max(baseline, 0.5 / baselineOf); // half an event where there was none
        double allowed = relative ? part * scale : question.tolerance().amount();
        double lowest = question.worse() == Worse.HIGHER ? Double.NEGATIVE_INFINITY : -allowed;
        double highest = question.worse() == Worse.LOWER ? Double.POSITIVE_INFINITY : allowed;
        double error = 1 - question.confidence();
        double value = ours / weight - baseline;
        double lower = relative ? (ratio.lower(error) - 1) * scale : sides(error, false);
        double upper = relative ? (ratio.upper(error) - 1) * scale : sides(error, true);
        double room = Difference.room(value, lowest, highest);
        long wanted = more(Math.max(value - lower, upper - value) / room);
        double effective = count();
        double lineError = question.worse() == Worse.DIFFERENT ? error : 2 * error;
        for (Line line : lines) {
            ConfidenceSequence sequence = line.sequence;
            double step = weight / count();
            double middle = sequence.mean() / step + (sequence.factor() - 1) * scale + line.offset;
            double width = sequence.halfWidth(lineError) / step;
            lower = Math.min(lower, middle - width);
            upper = Math.max(upper, middle + width);
            effective = Math.min(effective, sequence.effective());
            if (!sequence.isStill()) {
                long steps = sequence.countFor(room * step, lineError);
                wanted = steps < 0 || wanted < 0 ? -1 : Math.max(wanted, steps);
            }
        }
        return new Difference(
                ours / weight, baseline, lower, upper, lowest, highest, count(), effective, wanted);
    }

    /** A bound from each side's own, both of which hold together. */
    private double sides(double error, boolean high) {
        var candidate = new BetaBinomial(events, Math.max(0, of - events));
        var baseline = new BetaBinomial(baselineEvents, Math.max(0, baselineOf - baselineEvents));
        return high
                ? candidate.upper(error / 2) - baseline.lower(error / 2)
                : candidate.lower(error / 2) - baseline.upper(error / 2);
    }

    /** An interval shrinks with the root of the steps. */
    private long more(double times) {
        double steps = count() * times * times;
        return steps < 1L << 30 ? (long) Math.ceil(steps) : -1;
    }

    /** The mean of the candidate's events − factor · the baseline's − offset · cases. */
    private record Line(ConfidenceSequence sequence, double offset) {
        Line(double factor, double offset) {
            this(new ConfidenceSequence(factor), offset);
        }
    }
}
