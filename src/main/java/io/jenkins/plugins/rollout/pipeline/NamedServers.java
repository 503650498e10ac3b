package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks for servers that nobody defined and URLs that nobody allowed, in what a plan asks for its numbers. */
final class NamedServers {
    /** The symbols of our own sources; what a server or URL is to others only they know. */
    private static final Set<String> KINDS = Set.of(
            "prometheus", "openMetrics", "json", "graphite", "influxDb", "datadog", "cloudWatch", "newRelic");

    private NamedServers() {}

    static List<Problem> problems(JsonNode definition) {
        var problems = new ArrayList<Problem>();
        search(definition, "", RolloutService.get().endpoints(), problems);
        return problems;
    }

    private static void search(JsonNode node, String field, Endpoints endpoints, List<Problem> problems) {
        String kind = node.path("$symbol").asText("");
        String server = node.path("server").asText("");
        String url = node.path("url").asText("");
        if (KINDS.contains(kind) && (server.isEmpty() != url.isEmpty()) && !url.contains("{{")) {
            try {
                endpoints.find(kind, server, url);
            } catch (HttpFailure e) {
                Problem problem = Problem.of(server.isEmpty() ? "url" : "server", e.getMessage());
                problems.add(field.isEmpty() ? problem : problem.within(field));
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = field.isEmpty() ? member.getKey() : field + "." + member.getKey();
            search(member.getValue(), name, endpoints, problems);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            search(node.get(i), field + "[" + i + "]", endpoints, problems);
        }
    }
}
