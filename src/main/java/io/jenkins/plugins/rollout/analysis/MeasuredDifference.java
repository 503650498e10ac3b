package io.jenkins.plugins.rollout.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of the means of measured values, at the times at which both sides were measured, so that what both go
 * through at the same time of day cancels.
 *
 * <p>A tolerance in percent is kept linear: no more than 10 % higher is a mean of {@code candidate − 1.1 · baseline} of
 * no more than 0. So the baseline's own uncertainty counts, and no unit does.
 */
final class MeasuredDifference {
    /** Of the greatest number: less than that is the rounding of sums. */
    private static final double ROUNDING = 1e-12;
    /** A series that never moved counts as certain when it is certain that fewer of its steps would move. */
    private static final double MOVING_STEPS = 0.1;

    private final Question question;
    private final double error;
    private final List<ConfidenceSequence> lines = new ArrayList<>();
    private final List<Double> factors = new ArrayList<>();
    private double candidate;
    private double baseline;

    private MeasuredDifference(Question question) {
        this.question = question;
        this.error = question.worse() == Worse.DIFFERENT
                ? 1 - question.confidence()
                : 2 * (1 - question.confidence()); // one side of it
    }

    /** The difference, or null without any time at which both sides were measured. */
    static Difference of(Sides sides, Question question) {
        double greatest = 0;
        boolean above = false;
        boolean below = false;
        for (int i = 0; i < sides.candidate().length; i++) {
            if (isPair(sides, i)) {
                double theirs = sides.baseline()[i];
                greatest = Math.max(greatest, Math.max(Math.abs(sides.candidate()[i]), Math.abs(theirs)));
                above |= theirs > 0;
                below |= theirs < 0;
            }
        }
        int scale = greatest > 0 ? -Math.getExponent(greatest) : 0; // by a power of two, so that nothing is rounded
        var difference = new MeasuredDifference(question);
        difference.ask(above, below);
        for (int i = 0; i < sides.candidate().length; i++) {
            if (isPair(sides, i)) {
                difference.add(Math.scalb(sides.candidate()[i], scale), Math.scalb(sides.baseline()[i], scale));
            }
        }
        return difference.lines.get(0).count() == 0 ? null : difference.result(scale);
    }

    private static boolean isPair(Sides sides, int i) {
        return Double.isFinite(sides.candidate()[i]) && Double.isFinite(sides.baseline()[i]);
    }

    /** A baseline on both sides of 0 has two bounds, of which either may be the one that counts. */
    private void ask(boolean above, boolean below) {
        double part = question.tolerance().percent() ? question.tolerance().amount() / 100 : 0;
        double up = question.worse() == Worse.LOWER ? -part : part;
        if (part == 0) {
            line(1);
        } else if (question.worse() == Worse.DIFFERENT || above && below) {
            line(1 + part);
            line(1 - part);
        } else {
            line(below ? 1 - up : 1 + up);
        }
    }

    private void line(double factor) {
        factors.add(factor);
        lines.add(new ConfidenceSequence(factor));
    }

    private void add(double ours, double theirs) {
        lines.forEach(line -> line.add(ours, theirs));
        double weight = 1.0 / lines.get(0).count();
        candidate += (ours - candidate) * weight;
        baseline += (theirs - baseline) * weight;
    }

    private Difference result(int scale) {
        Tolerance tolerance = question.tolerance();
        double allowed = tolerance.percent() ? tolerance.beside(baseline) : Math.scalb(tolerance.amount(), scale);
        double lowest = question.worse() == Worse.HIGHER ? Double.NEGATIVE_INFINITY : -allowed;
        double highest = question.worse() == Worse.LOWER ? Double.POSITIVE_INFINITY : allowed;
        double lower = Double.POSITIVE_INFINITY;
        double upper = Double.NEGATIVE_INFINITY;
        double effective = Double.POSITIVE_INFINITY;
        long wanted = 0;
        double room = Difference.room(candidate - baseline, lowest, highest);
        for (int i = 0; i < lines.size(); i++) {
            ConfidenceSequence line = lines.get(i);
            double middle = line.mean() + (factors.get(i) - 1) * baseline;
            double width = width(line);
            lower = Math.min(lower, middle - width);
            upper = Math.max(upper, middle + width);
            effective = Math.min(effective, line.effective());
            long count = line.isStill() ? stillEnough() : line.countFor(room, error);
            wanted = count < 0 || wanted < 0 ? -1 : Math.max(wanted, count);
        }
        return new Difference(
                Math.scalb(candidate, -scale), Math.scalb(baseline, -scale), Math.scalb(lower, -scale),
                Math.scalb(upper, -scale), Math.scalb(lowest, -scale), Math.scalb(highest, -scale),
                lines.get(0).count(), effective, wanted);
    }

    private double width(ConfidenceSequence line) {
        if (line.isStill() && line.count() < stillEnough()) {
            return Double.POSITIVE_INFINITY;
        }
        return line.halfWidth(error) + ROUNDING;
    }

    /** With so many steps, none of which moved, fewer than {@link #MOVING_STEPS} of all of them do. */
    private long stillEnough() {
        long steps = 1;
        while (new BetaBinomial(0, steps).against(MOVING_STEPS) < -Math.log(error)) {
            steps++;
        }
        return steps;
    }
}
