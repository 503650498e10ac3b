package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * A target of a phase, as the journal keeps it.
 *
 * @param name the target in words, without secrets: {@code http https://shop.example/rollout}
 * @param undoable whether it can take back what it did
 * @param definition the target as it was written, as data, from which it is made again after a restart
 */
public record TargetRef(String name, boolean undoable, JsonNode definition) {
    public TargetRef {
        Objects.requireNonNull(name, "name");
        definition = Definition.normal(Objects.requireNonNull(definition, "definition"));
    }
}
