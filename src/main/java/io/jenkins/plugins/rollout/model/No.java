package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * One person's no, where one does not end it.
 *
 * @param by id of who said it
 * @param name the full name
 * @param onBehalfOf id of the person who is away and for whom it counts; null when it is the person's own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record No(String by, String name, String via, String reason, Instant at, String onBehalfOf) {
    public No {
        Objects.requireNonNull(by, "by");
        reason = reason == null ? "" : reason;
    }

    /** Whose no it is: of who said it, or of the one who is away. */
    public String person() {
        return onBehalfOf == null ? by : onBehalfOf;
    }

    /** Whether somebody said it, or it was said for them. */
    public boolean concerns(String userId) {
        return by.equals(userId) || userId.equals(onBehalfOf);
    }
}
