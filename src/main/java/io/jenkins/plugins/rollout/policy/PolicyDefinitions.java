package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which sources, targets and servers a criterion or a target uses, as its definition shows. Whatever has a symbol or a
 * class of its own inside a criterion is a source, however deep; a criterion without one is its own source. So nothing
 * that is new, or hides in something else, slips past a list of what is allowed.
 */
final class PolicyDefinitions {
    private static final String SYMBOL = "$symbol";
    private static final String CLASS = "$class";

    private final Policy policy;
    private final List<String> allowed;
    private final String what;
    private final List<Problem> problems = new ArrayList<>();
    private int found;

    private PolicyDefinitions(Policy policy, List<String> allowed, String what) {
        this.policy = policy;
        this.allowed = allowed;
        this.what = what;
    }

    /** Problems of a criterion, whose fields are seen from its definition. */
    static List<Problem> criterion(JsonNode definition, Policy policy) {
        var walk = new PolicyDefinitions(policy, policy.sources(), "source");
        if (definition != null) {
            walk.inside(definition, "");
            if (walk.found == 0) {
                walk.kind(definition, "");
            }
        }
        return walk.problems;
    }

    /** Problems of a target, whose fields are seen from its definition. */
    static List<Problem> target(JsonNode definition, Policy policy) {
        var walk = new PolicyDefinitions(policy, policy.targets(), "target");
        walk.kind(definition, "");
        walk.inside(definition, "");
        return walk.problems;
    }

    /** Problems of a place that is told of a rollout; any kind may be used, but not any server. */
    static List<Problem> place(JsonNode definition, Policy policy) {
        var walk = new PolicyDefinitions(policy, List.of(), "place");
        walk.inside(definition, "");
        return walk.problems;
    }

    private void node(JsonNode node, String field) {
        if (node.isObject() && (node.has(SYMBOL) || node.has(CLASS))) {
            found++;
            kind(node, field);
        }
        inside(node, field);
    }

    private void inside(JsonNode node, String field) {
        server(node, field);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            node(member.getValue(), field.isEmpty() ? member.getKey() : field + "." + member.getKey());
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                node(node.get(i), field + "[" + i + "]");
            }
        }
    }

    private void kind(JsonNode node, String field) {
        String name = node.path(SYMBOL).asText(node.path(CLASS).asText(""));
        String simple = name.substring(name.lastIndexOf('.') + 1);
        if (!allowed.isEmpty() && !allowed.contains(name) && !allowed.contains(simple)) {
            problems.add(Problem.of(
                    field,
                    "the " + what + " '" + name + "' is not among " + String.join(", ", allowed) + ", which "
                            + policy.title() + " allows"));
        }
    }

    private void server(JsonNode node, String field) {
        if (policy.servers().isEmpty() || !node.isObject()) {
            return;
        }
        String server = node.path("server").asText("");
        if (!server.isEmpty() && !policy.servers().contains(server)) {
            add(field, "server", "'" + server + "' is not among " + servers());
        }
        String url = node.path("url").asText("");
        if (!url.isEmpty()) {
            add(field, "url", "'" + shown(url) + "' is named instead of a server; write one of " + servers());
        }
    }

    private void add(String field, String name, String message) {
        Problem problem = Problem.of(name, message + ", which " + policy.title() + " allows");
        problems.add(field.isEmpty() ? problem : problem.within(field));
    }

    private String servers() {
        return String.join(", ", policy.servers());
    }

    /** Without what may be secret in a URL. */
    private static String shown(String url) {
        return url.replaceFirst("[?#].*$", "").replaceFirst("//[^/]*@", "//");
    }
}
