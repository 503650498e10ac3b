package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Reach;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** A reach as strategies of Unleash, any of which lets people in: gradual rollouts with constraints and segments. */
final class UnleashStrategies {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private final String salt;
    private final String stickiness;
    private final String position;

    /**
     * @param salt for a share of everyone
     * @param stickiness the field of the context that holds the key
     * @param position the property of the context that carries positions; null for none
     */
    UnleashStrategies(String salt, String stickiness, String position) {
        this.salt = salt;
        this.stickiness = stickiness;
        this.position = position;
    }

    /**
     * The strategies by what they are about, without title.
     *
     * @param segments numbers of segments by name, for audiences that are known by name alone
     */
    Map<String, ObjectNode> of(Reach reach, Map<String, Integer> segments, String variant) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        if (reach.exposure() != null) {
            all.put("everyone", share(reach.exposure(), Hash.UNLEASH, salt));
        }
        for (Audience audience : reach.audiences()) {
            if (!audience.isDefined()) {
                Integer segment = segments.get(audience.name());
                if (segment == null) {
                    throw new IllegalArgumentException("there is no audience '" + audience.name()
                            + "' and no segment of that name in Unleash; define one of them");
                }
                ObjectNode strategy = share(percent(audience), Hash.UNLEASH, audience.salt());
                strategy.putArray("segments").add(segment);
                all.put(audience.name(), strategy);
                continue;
            }
            if (!audience.keys().isEmpty()) {
                ObjectNode list = share(ALL, audience.hash(), audience.salt());
                constrain(list, stickiness, "IN", false).set("values", texts(audience.keys()));
                all.put(audience.name() + " (list)", list);
            }
            if (!audience.rules().isEmpty() || audience.percent() != null) {
                ObjectNode rest = share(percent(audience), audience.hash(), audience.salt());
                audience.rules().forEach(rule -> constrain(rest, rule.attribute(), operator(rule), false)
                        .set("values", texts(rule.values())));
                all.put(audience.name(), rest);
            }
        }
        if (!FeatureFlagTarget.DEFAULT_VARIANT.equals(variant)) {
            all.values().forEach(strategy -> variant(strategy, variant));
        }
        return all;
    }

    private static BigDecimal percent(Audience audience) {
        return audience.percent() == null ? ALL : audience.percent();
    }

    private ObjectNode share(BigDecimal percent, Hash hash, String theSalt) {
        boolean whole = percent.stripTrailingZeros().scale() <= 0;
        boolean all = percent.compareTo(ALL) >= 0;
        boolean native_ = all || hash == Hash.UNLEASH && whole;
        if (!native_ && position == null) {
            throw new IllegalArgumentException(
                    hash == Hash.UNLEASH
                            ? "Unleash knows whole percents only, and '" + theSalt + "' asks for " + percent.toPlainString()
                                    + " %; write a whole one, or position for the provider when your applications send it"
                            : "'" + theSalt + "' is divided as flagd does, which Unleash cannot by itself: write hash:"
                                    + " 'unleash' for the audience, or position for the provider when your applications send it");
        }
        ObjectNode strategy = NODES.objectNode().put("name", "flexibleRollout");
        strategy.putObject("parameters")
                .put("rollout", native_ ? percent.stripTrailingZeros().toPlainString() : "100")
                .put("stickiness", all || !native_ ? "default" : stickiness)
                .put("groupId", theSalt);
        strategy.putArray("constraints");
        strategy.putArray("segments");
        if (!native_) {
            constrain(strategy, position + "-" + theSalt, "NUM_LT", false)
                    .put("value", percent.stripTrailingZeros().toPlainString());
        }
        return strategy;
    }

    private static String operator(Audience.Rule rule) {
        return switch (rule.operator()) {
            case IN -> "IN";
            case NOT_IN -> "NOT_IN";
            case STARTS_WITH -> "STR_STARTS_WITH";
            case ENDS_WITH -> "STR_ENDS_WITH";
            case CONTAINS -> "STR_CONTAINS";
        };
    }

    private static ObjectNode constrain(ObjectNode strategy, String field, String operator, boolean inverted) {
        ObjectNode constraint = strategy.withArray("constraints").addObject();
        return constraint
                .put("contextName", field)
                .put("operator", operator)
                .put("inverted", inverted)
                .put("caseInsensitive", false);
    }

    private static void variant(ObjectNode strategy, String variant) {
        strategy.putArray("variants")
                .addObject()
                .put("name", variant)
                .put("weight", 1000)
                .put("weightType", "variable")
                .put("stickiness", "default");
    }

    private static ArrayNode texts(Iterable<String> texts) {
        ArrayNode array = NODES.arrayNode();
        var sorted = new TreeSet<String>();
        texts.forEach(sorted::add);
        sorted.forEach(array::add);
        return array;
    }

    /** Whether a strategy that Unleash tells of says what is wanted; what Unleash adds by itself does not count. */
    static boolean says(JsonNode there, JsonNode wanted) {
        if (wanted.isObject()) {
            return wanted.properties().stream()
                    .allMatch(member -> says(there.path(member.getKey()), member.getValue()));
        }
        if (wanted.isArray()) {
            if (there.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!says(there.get(i), wanted.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return there.asText().equals(wanted.asText());
    }
}
