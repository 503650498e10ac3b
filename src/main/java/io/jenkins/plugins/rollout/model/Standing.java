package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * The version of an application that is live in an environment: what a rollout that begins now comes after.
 *
 * @param version that everybody has who is in no rollout
 * @param rollout id of the rollout that brought it; null when an administrator said so
 * @param build the build it was brought by, for people; null when an administrator said so
 * @param since when its last phase was done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Standing(String version, String rollout, String build, Instant since) {
    public Standing {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(since, "since");
    }
}
