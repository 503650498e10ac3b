package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.audience.Position;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Reach;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A reach as a targeting rule of flagd: JSON Logic with {@code fractional}, {@code starts_with} and {@code ends_with}. */
final class FlagdTargeting {
    static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final String KEY = "targetingKey";

    private final String salt;
    private final String position;

    /**
     * @param salt for a share of everyone
     * @param position the attribute of the evaluation context that carries positions by Unleash's hash; null for none
     */
    FlagdTargeting(String salt, String position) {
        this.salt = salt;
        this.position = position;
    }

    /** Who is in; it holds for nobody when the reach is nobody. */
    ObjectNode of(Reach reach) {
        List<JsonNode> any = new ArrayList<>();
        if (reach.exposure() != null && reach.exposure().signum() > 0) {
            any.add(share(reach.exposure(), position == null ? Hash.FLAGD : Hash.UNLEASH, salt));
        }
        reach.audiences().forEach(audience -> any.addAll(cohort(audience)));
        return any.isEmpty() ? operation("==", NODES.numberNode(1), NODES.numberNode(0)) : oneOf("or", any);
    }

    private List<JsonNode> cohort(Audience audience) {
        List<JsonNode> all = new ArrayList<>();
        if (!audience.isDefined()) {
            all.add(NODES.objectNode().put("$ref", audience.name()));
            part(audience.percent(), Hash.FLAGD, audience.salt(), all);
            return List.of(oneOf("and", all));
        }
        List<JsonNode> any = new ArrayList<>();
        if (!audience.keys().isEmpty()) {
            any.add(operation("in", variable(KEY), texts(List.copyOf(audience.keys()))));
        }
        if (!audience.rules().isEmpty() || audience.percent() != null) {
            audience.rules().forEach(rule -> all.add(rule(rule)));
            part(audience.percent(), audience.hash(), audience.salt(), all);
            any.add(oneOf("and", all));
        }
        return any;
    }

    private void part(BigDecimal percent, Hash hash, String theSalt, List<JsonNode> all) {
        if (percent != null && (percent.compareTo(ALL) < 0 || all.isEmpty())) {
            all.add(share(percent, hash, theSalt));
        }
    }

    private ObjectNode share(BigDecimal percent, Hash hash, String theSalt) {
        int weight = Position.thousandths(percent);
        if (weight >= Position.WHOLE) {
            return operation("==", NODES.numberNode(1), NODES.numberNode(1));
        }
        if (weight <= 0) {
            return operation("==", NODES.numberNode(1), NODES.numberNode(0));
        }
        return hash == Hash.FLAGD ? fractional(weight, theSalt) : positioned(percent, theSalt);
    }

    /** Natively. Somebody without a key is nobody, not everybody who has none. */
    private static ObjectNode fractional(int weight, String theSalt) {
        ObjectNode seed = operation("cat", NODES.textNode(theSalt + ":"), variable(KEY));
        ObjectNode chosen = operation("fractional", seed, weighted("in", weight), weighted("out", Position.WHOLE - weight));
        return operation(
                "and", operation("!!", variable(KEY)), operation("==", chosen, NODES.textNode("in")));
    }

    /** By the position that the application sends. Where it sends none, they are out. */
    private ObjectNode positioned(BigDecimal percent, String theSalt) {
        if (position == null) {
            throw new IllegalArgumentException("'" + theSalt + "' is divided as Unleash does, which flagd cannot by itself:"
                    + " write hash: 'flagd' for the audience, or position for the provider when your applications send it");
        }
        if (theSalt.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "'" + theSalt + "' has a '.' in it, which flagd takes for a path; give the audience another salt");
        }
        ObjectNode sent = variable(position + "-" + theSalt);
        return operation(
                "and",
                operation("!==", sent, NODES.nullNode()),
                operation("!==", sent.deepCopy(), NODES.textNode("")), // in JSON Logic an empty text is less than 1
                operation("<", sent.deepCopy(), NODES.numberNode(percent.stripTrailingZeros())));
    }

    private static JsonNode rule(Audience.Rule rule) {
        ObjectNode attribute = variable(rule.attribute());
        return switch (rule.operator()) {
            case IN -> operation("in", attribute, texts(rule.values()));
            case NOT_IN -> operation("!", operation("in", attribute, texts(rule.values())));
            case STARTS_WITH -> guarded("starts_with", rule);
            case ENDS_WITH -> guarded("ends_with", rule);
            case CONTAINS -> oneOf(
                    "or",
                    rule.values().stream()
                            .map(value -> (JsonNode) operation("in", NODES.textNode(value), variable(rule.attribute())))
                            .toList());
        };
    }

    private static JsonNode guarded(String operator, Audience.Rule rule) {
        return operation(
                "and",
                operation("!!", variable(rule.attribute())),
                oneOf(
                        "or",
                        rule.values().stream()
                                .map(value ->
                                        (JsonNode) operation(operator, variable(rule.attribute()), NODES.textNode(value)))
                                .toList()));
    }

    private static ObjectNode oneOf(String operator, List<JsonNode> arguments) {
        return arguments.size() == 1 && arguments.get(0) instanceof ObjectNode only
                ? only
                : operation(operator, arguments.toArray(new JsonNode[0]));
    }

    private static ObjectNode variable(String name) {
        return NODES.objectNode().put("var", name);
    }

    private static ArrayNode weighted(String name, int weight) {
        return NODES.arrayNode().add(name).add(weight);
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.stream().sorted().forEach(array::add);
        return array;
    }

    static ObjectNode operation(String name, JsonNode... arguments) {
        ArrayNode array = NODES.arrayNode();
        for (JsonNode argument : arguments) {
            array.add(argument);
        }
        return NODES.objectNode().set(name, array);
    }
}
