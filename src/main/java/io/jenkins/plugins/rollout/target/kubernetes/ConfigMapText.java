package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text under one key of a ConfigMap, for a target that keeps something there. Its other keys stay as they are. Reached
 * through the same servers, namespaces and logins as everything of the target {@code kubernetes}. All of it blocks.
 *
 * @param server name of one of the kind {@code kubernetes}
 * @param namespace of the ConfigMap; one that the server's definition allows
 * @param name of the ConfigMap
 * @param key of its {@code data}
 */
public record ConfigMapText(String server, String namespace, String name, String key) {
    /** What the values of one ConfigMap may have together (Kubernetes' {@code MaxSecretSize}), in bytes. */
    static final long LARGEST = 1 << 20;

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    /**
     * What is there now.
     *
     * @param text under the key
     * @param resourceVersion tells the ConfigMap from what it is later
     */
    public record Reading(String text, String resourceVersion) {}

    /**
     * Finds mistakes before anything starts; asks no cluster.
     *
     * @param endpoints the servers that administrators defined
     */
    public List<Problem> problems(Endpoints endpoints) {
        var problems = new ArrayList<>(KubernetesRules.server(server, namespace, endpoints));
        problems.addAll(KubernetesRules.required("configMap", name));
        problems.addAll(KubernetesRules.name("configMap", name));
        problems.addAll(key(key));
        return problems;
    }

    /** What is wrong with the name of a ConfigMap, or of its namespace. */
    public static List<Problem> name(String field, String value) {
        return KubernetesRules.name(field, value);
    }

    /** What is wrong with a key. */
    public static List<Problem> key(String key) {
        return KEY.matcher(key).matches() && !key.equals(".") && !key.startsWith("..")
                ? List.of()
                : List.of(Problem.of("key", "'" + key + "' is no key of a ConfigMap: letters, digits, -, _ and ."));
    }

    /**
     * Reads it.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when it is not there, or the cluster does not let us
     */
    public Reading read(Endpoints endpoints) {
        try (ApiServer api = open(endpoints)) {
            ObjectNode live = api.get(where());
            return new Reading(text(live), version(live));
        }
    }

    /**
     * Replaces it.
     *
     * @param resourceVersion of what was read
     * @return false when the ConfigMap is not what was read any more, so that nothing was replaced
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when it cannot be replaced, saying what to do about it
     */
    public boolean replace(Endpoints endpoints, String resourceVersion, String text) {
        try (ApiServer api = open(endpoints)) {
            ObjectNode live = api.get(where());
            if (!resourceVersion.equals(version(live))) {
                return false;
            }
            checkMutable(live);
            checkSize(live, text);
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.putObject("metadata").put("resourceVersion", resourceVersion);
            patch.putObject("data").put(key, text);
            api.merge(where(), patch);
            return true;
        } catch (ApiServer.Outdated e) {
            return false;
        }
    }

    private ApiServer open(Endpoints endpoints) {
        // the name becomes a part of a path
        problems(endpoints).stream().findFirst().ifPresent(problem -> {
            throw Subject.refused(problem.toString());
        });
        return ApiServer.open(endpoints, server, namespace);
    }

    private Coordinates where() {
        return new Coordinates("", "v1", "ConfigMap", "configmaps", namespace, name);
    }

    private static String version(ObjectNode live) {
        return live.path("metadata").path("resourceVersion").asText();
    }

    private String text(ObjectNode live) {
        JsonNode text = live.path("data").path(key);
        if (text.isTextual()) {
            return text.textValue();
        }
        if (live.path("binaryData").has(key)) {
            throw Subject.refused(where() + " has '" + key + "' in its binaryData; put it into data, as text");
        }
        List<String> keys = new ArrayList<>();
        live.path("data").fieldNames().forEachRemaining(keys::add);
        throw Subject.refused(where() + " has no key '" + key + "' in its data; "
                + (keys.isEmpty() ? "it has none" : "it has " + Sentences.bounded(String.join(", ", keys)))
                + "; name one of these, or put it there");
    }

    private void checkMutable(ObjectNode live) {
        if (live.path("immutable").asBoolean()) {
            throw Subject.refused(where() + " is immutable, which cannot be taken back; delete it and create it again without"
                    + " immutable: true");
        }
    }

    private void checkSize(ObjectNode live, String text) {
        long size = bytes(text);
        for (var entry : live.path("data").properties()) {
            size += entry.getKey().equals(key) ? 0 : bytes(entry.getValue().asText());
        }
        for (JsonNode binary : live.path("binaryData")) {
            size += Base64.getMimeDecoder().decode(binary.asText()).length;
        }
        if (size > LARGEST) {
            throw Subject.refused(where() + " would have " + size + " bytes, and Kubernetes lets it have " + LARGEST
                    + " (1 MiB); give the flags a ConfigMap of their own, or divide them among several");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** In words: {@code 'flags.json' of ConfigMap 'flags' in namespace 'shop'}. */
    @Override
    public String toString() {
        return "'" + key + "' of " + where();
    }
}
