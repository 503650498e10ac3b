package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Definitions are compared and digested: one that comes from a Jenkinsfile and the same one read back from a journal must
 * be equal, whatever kinds of numbers they were made of.
 */
final class Definition {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Definition() {}

    static JsonNode normal(JsonNode definition) {
        if (definition == null) {
            return null;
        }
        try {
            return JSON.readTree(definition.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a definition that is no JSON: " + definition, e);
        }
    }
}
