package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Objects;

/**
 * A bound that a number keeps or breaks.
 *
 * @param kind which side is good
 * @param limit the bound; of two the lower one. Finite
 * @param upper the upper bound of {@link Kind#BETWEEN}, not less than the limit; otherwise equal to the limit
 */
public record Threshold(Kind kind, double limit, double upper) {
    /** Which side of the bound is good. */
    public enum Kind {
        AT_MOST("at most", "more than"),
        AT_LEAST("at least", "less than"),
        BELOW("below", "not below"),
        ABOVE("above", "not above"),
        /** Both bounds are good too. */
        BETWEEN("between", "not between");

        private final String good;
        private final String bad;

        Kind(String good, String bad) {
            this.good = good;
            this.bad = bad;
        }
    }

    public Threshold {
        Objects.requireNonNull(kind, "kind");
        if (!Double.isFinite(limit) || !Double.isFinite(upper)) {
            throw new IllegalArgumentException("a limit is a finite number");
        }
        if (kind == Kind.BETWEEN && upper < limit) {
            throw new IllegalArgumentException(Numbers.exact(limit) + " is more than " + Numbers.exact(upper));
        }
    }

    public static Threshold of(Kind kind, double limit) {
        return new Threshold(kind, limit, limit);
    }

    public static Threshold between(double lower, double upper) {
        return new Threshold(Kind.BETWEEN, lower, upper);
    }

    /** The rule in words: {@code at most 0.01}, {@code between 0.1 and 0.9}. */
    public String words() {
        return kind.good + " " + bounds();
    }

    /** What a value means: PASS, FAIL, or NO_DATA when it is not a number or infinite. */
    public Judgement judge(double value) {
        if (!Double.isFinite(value)) {
            return new Judgement(
                    Verdict.NO_DATA, "the value is " + (Double.isNaN(value) ? "not a number" : "infinite"));
        }
        boolean holds = holds(value);
        String words = Numbers.beside(value, limit, upper) + " is " + (holds ? kind.good : kind.bad) + " " + bounds();
        return new Judgement(holds ? Verdict.PASS : Verdict.FAIL, words);
    }

    private boolean holds(double value) {
        return switch (kind) {
            case AT_MOST -> value <= limit;
            case AT_LEAST -> value >= limit;
            case BELOW -> value < limit;
            case ABOVE -> value > limit;
            case BETWEEN -> value >= limit && value <= upper;
        };
    }

    private String bounds() {
        return kind == Kind.BETWEEN ? Numbers.exact(limit) + " and " + Numbers.exact(upper) : Numbers.exact(limit);
    }
}
