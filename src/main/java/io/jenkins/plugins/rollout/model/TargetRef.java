package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * A target of a phase, as the journal keeps it.
 *
 * @param name the target in words, without secrets: {@code http https://shop.example/rollout}
 * @param ability what it can do
 * @param definition the target as it was written, as data, from which it is made again after a restart
 */
public record TargetRef(String name, Ability ability, JsonNode definition) {
    public TargetRef {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(ability, "ability");
        definition = Definition.normal(Objects.requireNonNull(definition, "definition"));
    }

    /** Whether it can take back what it did. */
    @JsonIgnore
    public boolean undoable() {
        return ability.undo();
    }
}
