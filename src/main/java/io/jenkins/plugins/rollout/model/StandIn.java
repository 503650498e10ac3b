package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Somebody who is away and for whom another acts.
 *
 * @param id whose place is taken
 * @param name the full name
 * @param groups the groups that person is in
 * @param permissions what that person may do with the rollouts of this job
 * @param until when the delegation ends
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StandIn(
        String id, String name, Set<String> groups, Set<RolloutPermission> permissions, Instant until) {
    public StandIn {
        Objects.requireNonNull(id, "id");
        name = name == null ? id : name;
        groups = groups == null ? Set.of() : Set.copyOf(new java.util.TreeSet<>(groups));
        permissions = permissions == null ? Set.of() : Set.copyOf(permissions);
    }
}
