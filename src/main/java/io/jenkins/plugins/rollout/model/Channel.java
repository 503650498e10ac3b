package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * Where messages about a rollout go, as the plan keeps it.
 *
 * @param name in words, without secrets: {@code slack 'team' #releases}
 * @param definition the notifier as it was written, as data, from which it is made again after a restart
 */
public record Channel(String name, JsonNode definition) {
    public Channel {
        Objects.requireNonNull(name, "name");
        definition = Definition.normal(Objects.requireNonNull(definition, "definition"));
    }
}
