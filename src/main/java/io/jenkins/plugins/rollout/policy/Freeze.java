package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * A window in which no phase may start, declared by an administrator; it holds at once, also for rollouts under way.
 *
 * @param name how people call it
 * @param applications which applications, as a pattern: {@code *} or {@code shop-*}
 * @param environments which environments, as a pattern
 * @param from its first moment; null since ever
 * @param until its end, exclusive; null until it is lifted
 * @param reason shown to those who wait
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Freeze(
        String name, String applications, String environments, Instant from, Instant until, String reason) {
    public Freeze {
        Objects.requireNonNull(name, "name");
        applications = applications == null || applications.isBlank() ? "*" : applications.trim();
        environments = environments == null || environments.isBlank() ? "*" : environments.trim();
        reason = reason == null ? "" : reason;
    }
}
