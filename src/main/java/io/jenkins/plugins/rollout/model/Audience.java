package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A named cohort, as it was resolved when the rollout was declared: what an administrator changes later does not change
 * who a rollout under way is for. Somebody is in when their key is listed, or when all rules hold for their attributes
 * and their position, a number from 0 to 100 that a hash of salt and key gives, is below the percentage.
 *
 * @param name as a phase names it: {@code employees}
 * @param keys listed members: what the application calls its targeting key
 * @param rules about attributes; all must hold
 * @param percent of those for whom the rules hold; null for all of them. With neither rules nor percent the list is all
 * @param salt hashed with the key; the same salt puts the same person at the same position everywhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Audience(String name, Set<String> keys, List<Rule> rules, BigDecimal percent, String salt) {

    /**
     * @param attribute of the evaluation context: {@code email}, {@code country}
     * @param operator how it is compared
     * @param values one of them must match, for negative operators none may
     */
    public record Rule(String attribute, Operator operator, List<String> values) {
        public Rule {
            Objects.requireNonNull(attribute, "attribute");
            Objects.requireNonNull(operator, "operator");
            values = values == null ? List.of() : List.copyOf(values);
        }
    }

    public enum Operator {
        IN,
        NOT_IN,
        STARTS_WITH,
        ENDS_WITH,
        CONTAINS
    }

    public Audience {
        Objects.requireNonNull(name, "name");
        keys = keys == null ? Set.of() : java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(keys));
        rules = rules == null ? List.of() : List.copyOf(rules);
        salt = salt == null ? name : salt;
    }

    /** A cohort that is known by its name alone: what it means, the target knows. */
    public static Audience named(String name) {
        return new Audience(name, null, null, null, null);
    }
}
