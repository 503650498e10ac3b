package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One person's yes, with all that it was counted by.
 *
 * @param by id of who said it
 * @param name the full name
 * @param via the way it came
 * @param comment may be empty
 * @param groups of the person it counts for, at that moment
 * @param permissions of the person it counts for, at that moment
 * @param answers what was answered, by name of the question
 * @param onBehalfOf id of the person who is away and for whom it counts; null when it is the person's own
 * @param override whether it was said of one's own rollout, or by an administrator who was not asked
 * @param anyRule whether it may count for any of the rules: of the second circle, or an administrator's override
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Yes(
        String by,
        String name,
        String via,
        String comment,
        Instant at,
        Set<String> groups,
        Set<RolloutPermission> permissions,
        Map<String, String> answers,
        String onBehalfOf,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean override,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean anyRule) {
    public Yes {
        Objects.requireNonNull(by, "by");
        comment = comment == null ? "" : comment;
        groups = groups == null ? Set.of() : Set.copyOf(groups);
        permissions = permissions == null ? Set.of() : Set.copyOf(permissions);
        answers = answers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(answers));
    }

    /** Whose yes it is: of who said it, or of the one who is away. */
    public String person() {
        return onBehalfOf == null ? by : onBehalfOf;
    }

    /** Whether somebody said it, or it was said for them. */
    public boolean concerns(String userId) {
        return by.equals(userId) || userId.equals(onBehalfOf);
    }

    /** Whether it may count for a rule. */
    public boolean fits(Approval.Rule rule) {
        return anyRule || rule.admits(person(), groups, permissions);
    }
}
