package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
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

    public boolean holds(Instant now) {
        return now.isBefore(until);
    }
}
