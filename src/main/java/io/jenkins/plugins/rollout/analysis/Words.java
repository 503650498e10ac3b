package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** What a comparison found, as a release manager reads it. */
final class Words {
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.UP);

    private Words() {}

    /** Three significant digits: {@code 12.3}, {@code 0.00457}, {@code 123000}. */
    static String three(double number) {
        return Double.isFinite(number)
                ? Numbers.exact(BigDecimal.valueOf(number).round(THREE_DIGITS).doubleValue())
                : Double.toString(number);
    }

    /** Two significant digits: {@code 41}, {@code 71000}. */
    static String about(long number) {
        return Numbers.exact(BigDecimal.valueOf(number).round(TWO_DIGITS).doubleValue());
    }

    /** {@code 12% higher than the baseline (between 8% and 16% higher), more than the 10% allowed}. */
    static String of(Difference difference, Verdict verdict, Question question, Long more) {
        String found = found(difference, verdict == Verdict.WAITING) + interval(difference);
        boolean none = question.tolerance().amount() == 0;
        return switch (verdict) {
            case FAIL -> found + (none ? ": certainly " + direction(difference.value())
                    : ", more than the " + question.tolerance().words() + " allowed");
            case PASS -> found + (none ? ": certainly not " + worse(question.worse())
                    : ", within the " + question.tolerance().words() + " allowed");
            default -> found + (none ? "" : ", " + question.tolerance().words() + " " + worse(question.worse())
                    + " is allowed") + "; " + needs(difference, question, more);
        };
    }

    private static String found(Difference difference, boolean soFar) {
        String when = soFar ? " so far" : "";
        if (difference.value() == 0) {
            return "the same as the baseline, " + three(difference.baseline()) + "," + (soFar ? " so far" : "");
        }
        return amount(difference.value(), difference) + " " + direction(difference.value()) + " than the baseline"
                + (difference.baseline() == 0 ? "'s 0" : "") + when;
    }

    private static String needs(Difference difference, Question question, Long more) {
        if (difference.candidate() == 0 && difference.baseline() == 0 && question.tolerance().percent()) {
            return "a part of nothing cannot be told, an absolute tolerance could";
        }
        return more == null
                ? "how many more samples it takes cannot be told yet"
                : "needs about " + about(more) + " more " + (more == 1 ? "sample" : "samples");
    }

    private static String interval(Difference difference) {
        double lower = difference.lower();
        double upper = difference.upper();
        boolean low = Double.isFinite(lower);
        boolean high = Double.isFinite(upper);
        if (!low && !high) {
            return "";
        }
        if (!low || !high) {
            double bound = low ? lower : upper;
            return " (" + (low == bound > 0 ? "at least " : "at most ") + side(bound, difference) + ")";
        }
        if (lower > 0 == upper > 0) {
            double near = lower > 0 ? lower : upper;
            double far = lower > 0 ? upper : lower;
            return " (between " + amount(near, difference) + " and " + side(far, difference) + ")";
        }
        return " (between " + side(lower, difference) + " and " + side(upper, difference) + ")";
    }

    private static String side(double value, Difference difference) {
        return amount(value, difference) + " " + direction(value);
    }

    /** In percent of the baseline, or in the unit of the series where it is 0. */
    private static String amount(double value, Difference difference) {
        double size = Math.abs(value);
        return difference.baseline() == 0 ? three(size) : three(size / Math.abs(difference.baseline()) * 100) + "%";
    }

    private static String direction(double value) {
        return value > 0 ? "higher" : "lower";
    }

    private static String worse(Worse worse) {
        return switch (worse) {
            case HIGHER -> "higher";
            case LOWER -> "lower";
            case DIFFERENT -> "different";
        };
    }
}
