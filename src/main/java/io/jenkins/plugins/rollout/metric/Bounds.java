package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.Numbers;
import io.jenkins.plugins.rollout.analysis.Threshold;
import io.jenkins.plugins.rollout.analysis.Threshold.Kind;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bounds as they were written, of which exactly one must be there. */
record Bounds(
        @CheckForNull Double atMost,
        @CheckForNull Double atLeast,
        @CheckForNull Double below,
        @CheckForNull Double above,
        @CheckForNull String between) {
    private static final String NUMBER = "([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
    private static final Pattern RANGE = Pattern.compile(NUMBER + "\\s*\\.\\.\\s*" + NUMBER);

    List<Problem> validate() {
        var problems = new ArrayList<Problem>();
        List<String> given = given();
        if (given.isEmpty()) {
            problems.add(Problem.of("atMost", "is missing; write one of atMost, atLeast, below, above, between"));
        }
        given.stream()
                .skip(1)
                .forEach(field ->
                        problems.add(Problem.of(field, "cannot stand beside " + given.get(0) + "; write one bound")));
        singles().forEach((kind, value) -> {
            if (value != null && !Double.isFinite(value)) {
                problems.add(Problem.of(field(kind), Numbers.exact(value) + " is not a finite number"));
            }
        });
        if (between != null) {
            try {
                range();
            } catch (IllegalArgumentException e) {
                problems.add(Problem.of("between", e.getMessage()));
            }
        }
        return problems;
    }

    /**
     * The one bound.
     *
     * @throws IllegalArgumentException when {@link #validate} has something to say
     */
    Threshold threshold() {
        validate().stream().findFirst().ifPresent(problem -> {
            throw new IllegalArgumentException(problem.toString());
        });
        return singles().entrySet().stream()
                .filter(bound -> bound.getValue() != null)
                .map(bound -> Threshold.of(bound.getKey(), bound.getValue()))
                .findFirst()
                .orElseGet(this::range);
    }

    private Threshold range() {
        Matcher range = RANGE.matcher(between);
        if (!range.matches()) {
            throw new IllegalArgumentException("'" + between + "' is not understood; write two numbers, '0.1..0.9'");
        }
        return Threshold.between(Double.parseDouble(range.group(1)), Double.parseDouble(range.group(2)));
    }

    private Map<Kind, Double> singles() {
        var singles = new LinkedHashMap<Kind, Double>();
        singles.put(Kind.AT_MOST, atMost);
        singles.put(Kind.AT_LEAST, atLeast);
        singles.put(Kind.BELOW, below);
        singles.put(Kind.ABOVE, above);
        return singles;
    }

    private List<String> given() {
        var given = new ArrayList<String>();
        singles().forEach((kind, value) -> {
            if (value != null) {
                given.add(field(kind));
            }
        });
        if (between != null) {
            given.add("between");
        }
        return given;
    }

    private static String field(Kind kind) {
        return switch (kind) {
            case AT_MOST -> "atMost";
            case AT_LEAST -> "atLeast";
            case BELOW -> "below";
            case ABOVE -> "above";
            case BETWEEN -> "between";
        };
    }
}
