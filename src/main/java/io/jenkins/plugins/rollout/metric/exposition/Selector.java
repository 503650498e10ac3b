package io.jenkins.plugins.rollout.metric.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which series are meant, as PromQL writes it: {@code http_requests_total{status=~"5..",method!="GET"}}. A label that a
 * series does not have counts as empty.
 */
public final class Selector {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:.]*");
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'";
    private static final Pattern MATCHER =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_.]*)\\s*(=~|!~|!=|=)\\s*(" + QUOTED + ")\\s*(,|$)");
    private static final int LENGTH_LIMIT = 2000;

    private final String text;
    private final String name;
    private final List<LabelMatcher> matchers;

    private Selector(String text, String name, List<LabelMatcher> matchers) {
        this.text = text;
        this.name = name;
        this.matchers = matchers;
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Selector parse(String given) {
        String text = given.strip();
        if (text.length() > LENGTH_LIMIT) {
            throw new IllegalArgumentException("is longer than " + LENGTH_LIMIT + " characters");
        }
        int brace = text.indexOf('{');
        String name = (brace < 0 ? text : text.substring(0, brace)).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is not the name of a metric; write it as in requests_total{status=~\"5..\"}, without"
                    + " functions");
        }
        if (brace < 0) {
            return new Selector(text, name, List.of());
        }
        if (!text.endsWith("}")) {
            throw new IllegalArgumentException("'" + text + "' does not end with }");
        }
        return new Selector(text, name, matchers(text.substring(brace + 1, text.length() - 1)));
    }

    private static List<LabelMatcher> matchers(String text) {
        List<LabelMatcher> matchers = new ArrayList<>();
        Matcher one = MATCHER.matcher(text);
        int at = 0;
        while (!text.substring(at).isBlank()) {
            if (!one.find(at) || one.start() != at) {
                throw new IllegalArgumentException(
                        "'" + text.substring(at).strip() + "' is not understood; write label=\"value\", !=, =~ or !~");
            }
            String quoted = one.group(3);
            String value = quoted.substring(1, quoted.length() - 1)
                    .replaceAll("\\\\n", "\n")
                    .replaceAll("\\\\(.)", "$1");
            matchers.add(LabelMatcher.of(one.group(1), one.group(2), value));
            at = one.end();
        }
        return List.copyOf(matchers);
    }

    /**
     * The series that are meant.
     *
     * @throws IllegalArgumentException when an expression takes too long to match
     */
    public List<Series> select(Exposition exposition) {
        return exposition.named(name).stream()
                .filter(series -> matchers.stream().allMatch(matcher -> matcher.test(series.labels())))
                .toList();
    }

    /**
     * Whether the exposition has series of this name with all the labels that are asked for, though maybe with other
     * values: then nothing selected means that nothing of the kind has been counted yet, not that a name is misspelt.
     */
    public boolean isKnown(Exposition exposition) {
        List<Series> named = exposition.named(name);
        return !named.isEmpty()
                && matchers.stream().filter(LabelMatcher::wantsLabel).allMatch(matcher -> named.stream()
                        .anyMatch(series -> series.labels().containsKey(matcher.label())));
    }

    /** How the values of this name move, if there are any. */
    public Series.Type type(Exposition exposition) {
        return exposition.named(name).stream().findFirst().map(Series::type).orElse(Series.Type.GAUGE);
    }

    @Override
    public String toString() {
        return text;
    }
}
