package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The weights of two backends in each rule of a route that has both. The setting is a list with
 * {@code {"candidate": 5, "stable": 95}} for each of these rules, in their order; null where a rule says no weight.
 *
 * <p>Both kinds of routes keep their rules in a list that Kubernetes takes for one value, so all the rules are applied,
 * as they are in the cluster at that moment, and the apply names the version that was read: it is refused when somebody
 * changed the route in between, and then made anew from what stands there.
 */
final class RouteWeights implements Subject {
    /** Weights are whole numbers; a share with four decimals is 1,000,000 parts, the most that the Gateway API takes. */
    static final int DECIMALS = 4;

    private static final int LONGEST_NAME = 63;
    private static final String CANDIDATE = "candidate";
    private static final String STABLE = "stable";

    /** The two kinds of routes. */
    enum Kind {
        HTTP_ROUTE("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", "rules", "backendRefs"),
        VIRTUAL_SERVICE("networking.istio.io", "v1", "VirtualService", "virtualservices", "http", "route");

        private final String group;
        private final String version;
        private final String kind;
        private final String plural;
        private final String rules;
        private final String backends;

        Kind(String group, String version, String kind, String plural, String rules, String backends) {
            this.group = group;
            this.version = version;
            this.kind = kind;
            this.plural = plural;
            this.rules = rules;
            this.backends = backends;
        }

        Coordinates at(String namespace, String name) {
            return new Coordinates(group, version, kind, plural, namespace, name);
        }

        /** What the Jenkinsfile calls a backend: a Service, or the subset of a host where there is one. */
        private String name(JsonNode backend) {
            if (this == HTTP_ROUTE) {
                return backend.path("name").asText();
            }
            JsonNode destination = backend.path("destination");
            return destination.has("subset")
                    ? destination.path("subset").asText()
                    : destination.path("host").asText();
        }
    }

    /** The two backends of one rule. */
    private record Pair(ObjectNode candidate, ObjectNode stable) {
        ObjectNode weights() {
            ObjectNode weights = JsonNodeFactory.instance.objectNode();
            weights.set(CANDIDATE, weight(candidate));
            weights.set(STABLE, weight(stable));
            return weights;
        }

        private static JsonNode weight(ObjectNode backend) {
            return backend.has("weight") ? backend.get("weight") : JsonNodeFactory.instance.nullNode();
        }

        void write(JsonNode weights) {
            write(candidate, weights.path(CANDIDATE));
            write(stable, weights.path(STABLE));
        }

        private static void write(ObjectNode backend, JsonNode weight) {
            if (weight.isNumber()) {
                backend.set("weight", weight);
            } else {
                backend.remove("weight");
            }
        }
    }

    private final Kind kind;
    private final Coordinates where;
    private final String candidate;
    private final String stable;

    RouteWeights(Kind kind, String namespace, String name, String candidate, String stable) {
        this.kind = kind;
        this.where = kind.at(namespace, name);
        this.candidate = candidate;
        this.stable = stable;
    }

    @Override
    public Coordinates where() {
        return where;
    }

    @Override
    public String annotation(ObjectNode live) {
        String end = "-" + HexFormat.of().toHexDigits(candidate.hashCode());
        return "weights.rollout.jenkins.io/"
                + (candidate.length() <= LONGEST_NAME
                        ? candidate
                        : candidate.substring(0, LONGEST_NAME - end.length()) + end);
    }

    @Override
    public JsonNode setting(ObjectNode live) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        pairs(live).forEach(pair -> all.add(pair.weights()));
        return all;
    }

    @Override
    public JsonNode wanted(ObjectNode live, TargetCall call) {
        BigDecimal exposure = call.reach().exposure();
        if (exposure == null) {
            throw Subject.refused(where + " takes percents, and this phase names an audience alone");
        }
        ObjectNode weights = weights(exposure);
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        pairs(live).forEach(pair -> all.add(weights.deepCopy()));
        return all;
    }

    /** 5 of 95 for five percent, 125 of 99875 for an eighth of one: as few parts as say it exactly. */
    static ObjectNode weights(BigDecimal exposure) {
        int decimals = Math.max(0, exposure.stripTrailingZeros().scale());
        if (decimals > DECIMALS) {
            throw Subject.refused("exposure: " + exposure.toPlainString() + " has more than " + DECIMALS
                    + " decimals, which whole weights cannot say");
        }
        int parts = exposure.movePointRight(decimals).intValueExact();
        int whole = BigDecimal.valueOf(100).movePointRight(decimals).intValueExact();
        return JsonNodeFactory.instance.objectNode().put(CANDIDATE, parts).put(STABLE, whole - parts);
    }

    @Override
    public void write(ObjectNode applied, ObjectNode live, JsonNode setting) {
        JsonNode rules = live.path("spec").path(kind.rules).deepCopy();
        applied.withObjectProperty("spec").set(kind.rules, rules);
        List<Pair> pairs = pairs(applied);
        for (int i = 0; i < pairs.size(); i++) {
            // somebody may have added a rule since: it gets what the last one gets
            pairs.get(i).write(setting.path(Math.min(i, setting.size() - 1)));
        }
    }

    private List<Pair> pairs(ObjectNode route) {
        var pairs = new ArrayList<Pair>();
        for (JsonNode rule : route.path("spec").path(kind.rules)) {
            ObjectNode first = null;
            ObjectNode second = null;
            int others = 0;
            for (JsonNode backend : rule.path(kind.backends)) {
                String name = kind.name(backend);
                if (name.equals(candidate)) {
                    first = (ObjectNode) backend;
                } else if (name.equals(stable)) {
                    second = (ObjectNode) backend;
                } else {
                    others++;
                }
            }
            if (first != null && second != null) {
                if (others > 0) {
                    throw Subject.refused(where + " has a rule with other backends beside '" + candidate + "' and '"
                            + stable + "', so that their weights are no percents of everyone");
                }
                pairs.add(new Pair(first, second));
            }
        }
        if (pairs.isEmpty()) {
            throw Subject.refused(where + " has no rule with both '" + candidate + "' and '" + stable
                    + "' among its " + kind.backends + "; write both into a rule, with the weights 0 and 100");
        }
        return pairs;
    }

    @Override
    public Progress deployed(ObjectNode live, Mark mark) {
        return kind == Kind.HTTP_ROUTE ? taken(live) : Progress.done(words(setting(live)));
    }

    @Override
    public Progress undone(ObjectNode live, Mark mark) {
        return deployed(live, mark);
    }

    /** Weights are always put back, whoever changed them: one that is left may still lead to our version. */
    @Override
    public boolean leavesForeign() {
        return false;
    }

    /** Whether each Gateway that the route names has taken it as it is now. */
    private Progress taken(ObjectNode live) {
        JsonNode parents = live.path("status").path("parents");
        if (parents.isEmpty()) {
            return Progress.running("no Gateway has taken the route yet");
        }
        long generation = live.path("metadata").path("generation").asLong();
        for (JsonNode parent : parents) {
            for (JsonNode condition : parent.path("conditions")) {
                if (!List.of("Accepted", "ResolvedRefs").contains(condition.path("type").asText())) {
                    continue;
                }
                if (condition.path("observedGeneration").asLong(generation) < generation) {
                    return Progress.running("a Gateway has not looked at the change yet");
                }
                if ("False".equals(condition.path("status").textValue())) {
                    return Progress.failed("a Gateway does not take the route ("
                            + Sentences.bounded(condition.path("reason").asText()) + "): "
                            + Sentences.bounded(condition.path("message").asText()));
                }
            }
        }
        return Progress.done(words(setting(live)));
    }

    @Override
    public String words(JsonNode setting) {
        JsonNode first = setting.path(0);
        return "weights " + candidate + " " + first.path(CANDIDATE).asText("unset") + ", " + stable + " "
                + first.path(STABLE).asText("unset") + (setting.size() > 1 ? " in " + setting.size() + " rules" : "");
    }
}
