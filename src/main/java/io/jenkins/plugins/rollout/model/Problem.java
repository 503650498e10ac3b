package io.jenkins.plugins.rollout.model;

import java.util.Objects;

/**
 * One mistake in something that was written down.
 *
 * @param place where it stands, in words: {@code phase 'canary'}; empty when whoever shows it knows
 * @param field the field, with a dot before each level: {@code exposure}, {@code gate.metrics[0].query}; empty when it is
 *     the whole
 * @param message what is wrong and what to write instead, without the place and the field's name
 */
public record Problem(String place, String field, String message) {
    public Problem {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(message, "message");
    }

    /** A mistake in a field of something that does not know where it stands. */
    public static Problem of(String field, String message) {
        return new Problem("", field, message);
    }

    /** The same mistake, with its place. */
    public Problem at(String newPlace) {
        return new Problem(newPlace, field, message);
    }

    /** The same mistake, seen from the level above: {@code server} within {@code source} is {@code source.server}. */
    public Problem within(String parent) {
        return new Problem(place, field.isEmpty() ? parent : parent + "." + field, message);
    }

    /** {@code phase 'canary', exposure: 140 is more than 100}. */
    @Override
    public String toString() {
        String where = place.isEmpty() || field.isEmpty() ? place + field : place + ", " + field;
        return where.isEmpty() ? message : where + ": " + message;
    }
}
