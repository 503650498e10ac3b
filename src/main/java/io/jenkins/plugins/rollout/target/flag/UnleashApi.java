package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The part of Unleash's admin API that one flag in one environment needs. Each call blocks. */
final class UnleashApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    private final Endpoint server;
    private final Endpoints endpoints;
    private final String base;
    private final String flag;
    private final String environment;

    UnleashApi(Endpoint server, Endpoints endpoints, String project, String environment, String flag) {
        this.server = server;
        this.endpoints = endpoints;
        this.flag = flag;
        this.environment = environment;
        this.base = "/api/admin/projects/" + part(project) + "/features/" + part(flag) + "/environments/" + part(environment);
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String name() {
        return server.name();
    }

    /** {@code {enabled, strategies: [{id, name, title, parameters, constraints, segments, …}]}}. */
    JsonNode environment() {
        Response response = ask("GET", base, null);
        if (response.status() == NOT_FOUND) {
            throw new HttpFailure(
                    HttpFailure.Kind.REFUSED,
                    server.name() + " has no flag '" + flag + "' in the environment '" + environment + "' of that project");
        }
        return json(checked("look at the flag", response));
    }

    /** Numbers of segments by name. */
    Map<String, Integer> segments() {
        Map<String, Integer> segments = new HashMap<>();
        json(checked("list the segments", ask("GET", "/api/admin/segments", null)))
                .path("segments")
                .forEach(segment -> segments.put(segment.path("name").asText(), segment.path("id").asInt()));
        return segments;
    }

    /** What constraints may be about. */
    Set<String> contextFields() {
        Set<String> fields = new HashSet<>();
        json(checked("list the context fields", ask("GET", "/api/admin/context", null)))
                .forEach(field -> fields.add(field.path("name").asText()));
        return fields;
    }

    void add(JsonNode strategy) {
        checked("add a strategy", ask("POST", base + "/strategies", strategy));
    }

    void change(String id, JsonNode strategy) {
        checked("change a strategy", ask("PUT", base + "/strategies/" + part(id), strategy));
    }

    void remove(String id) {
        Response response = ask("DELETE", base + "/strategies/" + part(id), null);
        if (response.status() != NOT_FOUND) {
            checked("remove a strategy", response);
        }
    }

    void turn(boolean on) {
        checked(on ? "turn the flag on" : "turn the flag off", ask("POST", base + (on ? "/on" : "/off"), null));
    }

    private Response ask(String method, String path, JsonNode body) {
        return FlagWork.ask(
                endpoints, FlagWork.request(server.below(path), method, body == null ? null : body.toString()));
    }

    private Response checked(String what, Response response) {
        if (response.isSuccess()) {
            return response;
        }
        throw FlagWork.failure(server.name(), "'" + what + "'", response);
    }

    private JsonNode json(Response response) {
        try {
            return JSON.readTree(response.wholeBody());
        } catch (JsonProcessingException e) {
            throw new HttpFailure(HttpFailure.Kind.REFUSED, server.name() + " answered with something that is not JSON");
        }
    }
}
