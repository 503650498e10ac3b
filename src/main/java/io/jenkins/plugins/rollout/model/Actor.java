package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who did something, and by which way.
 *
 * @param id the user id, or {@link #SYSTEM_ID}
 * @param name the full name
 * @param via the way: {@code page}, {@code log}, {@code api}, {@code build}, {@code cli}, {@code link},
 *     {@code engine}
 * @param groups the groups the person was in at that moment; kept with an approval so that it can be audited
 * @param permissions what the person was allowed at that moment
 * @param administrator whether the person administers the controller: what they do without being named is an override
 * @param standsInFor those who are away and for whom the person acts
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Actor(
        String id,
        String name,
        String via,
        Set<String> groups,
        Set<RolloutPermission> permissions,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean administrator,
        List<StandIn> standsInFor) {
    public static final String SYSTEM_ID = "SYSTEM";
    public static final Actor ENGINE = new Actor(SYSTEM_ID, "Phased Rollout", "engine", Set.of(), Set.of());

    public Actor {
        Objects.requireNonNull(id, "id");
        name = name == null ? id : name;
        via = via == null ? "api" : via;
        groups = groups == null ? Set.of() : Set.copyOf(new java.util.TreeSet<>(groups));
        permissions = permissions == null ? Set.of() : Set.copyOf(permissions);
        standsInFor = standsInFor == null ? List.of() : List.copyOf(standsInFor);
    }

    public Actor(String id, String name, String via, Set<String> groups, Set<RolloutPermission> permissions) {
        this(id, name, via, groups, permissions, false, List.of());
    }

    public boolean may(RolloutPermission permission) {
        return permissions.contains(permission);
    }
}
