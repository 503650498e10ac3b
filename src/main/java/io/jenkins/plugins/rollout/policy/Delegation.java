package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Somebody is away and another acts for them. It reaches no further: who acts for somebody does not act for those whom
 * that person acts for.
 *
 * @param from id of who is away
 * @param to id of who acts for them
 * @param until when it ends
 * @param by id of who declared it: the person, or an administrator
 * @param at when it was declared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delegation(String from, String to, Instant until, String by, Instant at) {
    public Delegation {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(until, "until");
        if (from.equals(to)) {
            throw new IllegalArgumentException("'" + from + "' cannot act for themselves; name another person");
        }
    }

    /**
     * Reads when one ends.
     *
     * @param text a day, which belongs to it, or an instant
     * @param zone in which the day ends
     * @throws IllegalArgumentException when it is neither
     */
    public static Instant end(String text, ZoneId zone) {
        String trimmed = text == null ? "" : text.trim();
        try {
            return trimmed.length() > 10
                    ? Instant.parse(trimmed)
                    : LocalDate.parse(trimmed).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "until: '" + trimmed + "' is no day; write 2026-03-31, or 2026-03-31T17:00:00Z", e);
        }
    }

    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
