package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.TreeSet;

/** Reads the fields of something that an administrator wrote as data, and notes every mistake with its place. */
final class WrittenFields {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private final JsonNode node;
    private final String place;
    private final String prefix;
    private final List<Problem> problems;

    WrittenFields(JsonNode node, String place, List<Problem> problems) {
        this(node, place, "", problems);
    }

    private WrittenFields(JsonNode node, String place, String prefix, List<Problem> problems) {
        this.node = node;
        this.place = place;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Every other name is a mistake: a misspelt rule would be none. */
    WrittenFields only(String... known) {
        if (!node.isObject()) {
            wrong("", "is " + shown(node) + "; write names with values");
            return this;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!List.of(known).contains(member.getKey())) {
                wrong(member.getKey(), "is not known here; known are " + String.join(", ", new TreeSet<>(List.of(known))));
            }
        }
        return this;
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    WrittenFields within(String field) {
        return new WrittenFields(node.path(field), place, prefix + field + ".", problems);
    }

    /** The text, or null where nothing is written. */
    String text(String field) {
        if (!has(field)) {
            return null;
        }
        JsonNode value = node.get(field);
        if (!value.isValueNode()) {
            wrong(field, "is " + shown(value) + "; write a text");
            return null;
        }
        String text = value.asText().trim();
        return text.isEmpty() ? null : text;
    }

    /** The names in a list; a blank one or one that stands twice is a mistake. */
    List<String> names(String field) {
        var names = new ArrayList<String>();
        if (!has(field)) {
            return names;
        }
        JsonNode list = node.get(field);
        if (!list.isArray()) {
            wrong(field, "is " + shown(list) + "; write a list: [one, another]");
            return names;
        }
        for (JsonNode each : list) {
            String name = each.isValueNode() ? each.asText().trim() : "";
            if (name.isEmpty() || each.isNull()) {
                wrong(field, "has " + (each.isValueNode() ? "a blank name" : shown(each)) + " in it");
            } else if (names.contains(name)) {
                wrong(field, "names '" + name + "' twice");
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /** True or false; empty where nothing is written. */
    Optional<Boolean> truth(String field) {
        String text = text(field);
        if (text == null) {
            return Optional.empty();
        }
        if (!text.equals("true") && !text.equals("false")) {
            wrong(field, "'" + text + "' is neither true nor false");
            return Optional.empty();
        }
        return Optional.of(Boolean.valueOf(text));
    }

    Duration duration(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Durations.parse(text);
            if (!duration.isZero()) {
                return duration;
            }
            wrong(field, "'" + text + "' is no time at all; write more than 0, or leave it out");
        } catch (IllegalArgumentException e) {
            wrong(field, e.getMessage());
        }
        return null;
    }

    /** 0 to 100, or null where nothing is written. */
    BigDecimal percent(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal percent = new BigDecimal(text.endsWith("%") ? text.substring(0, text.length() - 1).trim() : text);
            if (percent.signum() >= 0 && percent.compareTo(ALL) <= 0) {
                return percent;
            }
            wrong(field, text + " is not within 0 to 100");
        } catch (NumberFormatException e) {
            wrong(field, "'" + text + "' is not a percentage; write it like 5, 0.5 or '5%'");
        }
        return null;
    }

    /** A whole number of at least so much; the same where nothing is written. */
    int count(String field, int least) {
        String text = text(field);
        if (text == null) {
            return least;
        }
        try {
            int number = new BigDecimal(text).intValueExact();
            if (number >= least) {
                return number;
            }
            wrong(field, number + " is less than " + least);
        } catch (NumberFormatException | ArithmeticException e) {
            wrong(field, "'" + text + "' is not a whole number");
        }
        return least;
    }

    void wrong(String field, String message) {
        String whole = prefix + field;
        problems.add(new Problem(place, whole.endsWith(".") ? whole.substring(0, whole.length() - 1) : whole, message));
    }

    private static String shown(JsonNode value) {
        return value.isObject()
                ? "a map"
                : value.isArray() ? "a list" : value.isMissingNode() || value.isNull() ? "nothing" : "'" + value.asText() + "'";
    }
}
