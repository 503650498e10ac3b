package io.jenkins.plugins.rollout.audience;

import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether somebody is in, and why. A function of the cohort, the key and the attributes alone. */
public final class Membership {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /**
     * @param in whether they are; empty when the cohort is known by its name alone, so that only the target can tell
     * @param why in words: {@code position 3.217 is below 5}. Never the key
     */
    public record Answer(Optional<Boolean> in, String why) {
        static Answer yes(String why) {
            return new Answer(Optional.of(true), why);
        }

        static Answer no(String why) {
            return new Answer(Optional.of(false), why);
        }

        public boolean isIn() {
            return in.orElse(false);
        }
    }

    private Membership() {}

    /**
     * Asks a cohort.
     *
     * @param key what the application calls its targeting key; empty for somebody without one, who is on no list and at
     *     no position
     * @param attributes of the evaluation context, as texts
     */
    public static Answer of(Audience audience, String key, Map<String, String> attributes) {
        if (!audience.isDefined()) {
            return new Answer(
                    Optional.empty(), "'" + audience.name() + "' is known by its name alone; the target says who is in");
        }
        if (!key.isEmpty() && audience.keys().contains(key)) {
            return Answer.yes("is listed");
        }
        if (audience.rules().isEmpty() && audience.percent() == null) {
            return Answer.no("is not listed");
        }
        for (Audience.Rule rule : audience.rules()) {
            if (!holds(rule, attributes.get(rule.attribute()))) {
                return Answer.no("does not have " + text(rule));
            }
        }
        if (audience.percent() == null) {
            return Answer.yes("has " + String.join(" and ", audience.rules().stream().map(Membership::text).toList()));
        }
        return share(audience.percent(), audience.hash(), audience.salt(), key);
    }

    /**
     * Asks a share of everyone.
     *
     * @param salt for a phase without a cohort the name of the application
     */
    public static Answer share(BigDecimal percent, Hash hash, String salt, String key) {
        String share = percent.stripTrailingZeros().toPlainString();
        if (percent.compareTo(ALL) >= 0) {
            return Answer.yes("everybody is in");
        }
        if (key.isEmpty()) {
            return Answer.no("has no key, and so no position");
        }
        Position position = Position.of(hash, salt, key);
        return position.below(percent)
                ? Answer.yes("position " + position + " is below " + share)
                : Answer.no("position " + position + " is not below " + share);
    }

    private static boolean holds(Audience.Rule rule, String value) {
        return switch (rule.operator()) {
            case IN -> value != null && rule.values().contains(value);
            case NOT_IN -> value == null || !rule.values().contains(value);
            case STARTS_WITH -> value != null && rule.values().stream().anyMatch(value::startsWith);
            case ENDS_WITH -> value != null && rule.values().stream().anyMatch(value::endsWith);
            case CONTAINS -> value != null && rule.values().stream().anyMatch(value::contains);
        };
    }

    private static String text(Audience.Rule rule) {
        return rule.attribute() + " " + AudienceRules.word(rule.operator()) + " " + quoted(rule.values());
    }

    private static String quoted(List<String> values) {
        return String.join(", ", values.stream().map(value -> "'" + value + "'").toList());
    }
}
