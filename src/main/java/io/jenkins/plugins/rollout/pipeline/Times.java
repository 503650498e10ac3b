package io.jenkins.plugins.rollout.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Times as people write them: {@code 2026-11-01}, {@code 2026-11-01T08:00:00Z}, {@code 2026-11-01T08:00+01:00}, {@code now}. */
public final class Times {
    private Times() {}

    /**
     * Reads a time. A day is its first moment in UTC; a time of day wants its zone.
     *
     * @param field for the error
     * @throws IllegalArgumentException when it is none
     */
    public static Instant parse(String field, String text, Clock clock) {
        String trimmed = text.trim();
        if (trimmed.equals("now")) {
            return clock.instant();
        }
        try {
            return trimmed.contains("T")
                    ? OffsetDateTime.parse(trimmed).toInstant()
                    : LocalDate.parse(trimmed).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    field + ": '" + text + "' is not a time; write it like 2026-11-01, 2026-11-01T08:00:00Z,"
                            + " 2026-11-01T08:00:00+01:00, or now",
                    e);
        }
    }
}
