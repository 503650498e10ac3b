package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * What an administrator says is live: before the first rollout, or where a rollout left nobody sure.
 *
 * @param at when it was said
 * @param version that everybody has
 * @param since since when
 * @param by id of who said it
 * @param name of who said it, for people
 * @param reason why
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Said(
        Instant at,
        String application,
        String environment,
        String version,
        Instant since,
        String by,
        String name,
        String reason) {
    public Said {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(version, "version");
        since = since == null ? at : since;
        reason = reason == null ? "" : reason;
    }
}
