package io.jenkins.plugins.rollout.metric.exposition;

import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What is asked of one label.
 *
 * @param label its name
 * @param test of its value, empty when the series has no such label
 */
record LabelMatcher(String label, Predicate<String> test) {
    /** Steps that an expression may take over one value; one that needs more is refused, not waited for. */
    private static final int STEP_LIMIT = 100_000;

    private static final int VALUE_LIMIT = 1000;

    static LabelMatcher of(String label, String operator, String value) {
        return switch (operator) {
            case "=" -> new LabelMatcher(label, value::equals);
            case "!=" -> new LabelMatcher(label, other -> !value.equals(other));
            case "=~" -> new LabelMatcher(label, expression(label, value));
            default -> new LabelMatcher(label, expression(label, value).negate());
        };
    }

    private static Predicate<String> expression(String label, String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(text, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the expression for the label " + label + " is not understood: " + e.getDescription());
        }
        return value -> {
            if (value.length() > VALUE_LIMIT) {
                throw new IllegalArgumentException("a value of the label " + label + " is longer than " + VALUE_LIMIT
                        + " characters; no expression is tried on it");
            }
            return pattern.matcher(new Counted(value, label)).matches();
        };
    }

    boolean test(Map<String, String> labels) {
        return test.test(labels.getOrDefault(label, ""));
    }

    /** Whether a series without the label cannot be meant. */
    boolean wantsLabel() {
        return !test.test("");
    }

    /** A text that is read only so many times: expressions come from Jenkinsfiles and may backtrack for ever. */
    private static final class Counted implements CharSequence {
        private final String text;
        private final String label;
        private int steps;

        Counted(String text, String label) {
            this.text = text;
            this.label = label;
        }

        @Override
        public char charAt(int index) {
            if (++steps > STEP_LIMIT) {
                throw new IllegalArgumentException(
                        "the expression for the label " + label + " takes too long; write a simpler one");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
