package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

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
 * @param hash how salt and key become a position; null when the cohort is known by its name alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Audience(String name, Set<String> keys, List<Rule> rules, BigDecimal percent, String salt, Hash hash) {

    /**
     * @param attribute of the evaluation context: {@code email}, {@code country}
     * @param operator how it is compared, letter by letter
     * @param values one of them must match, for the negative operator none may
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

    /**
     * How the 32 bits of the hash become a position. Two evaluators of flags divide the same bits in two ways, by design;
     * a cohort says whose it goes by.
     */
    public enum Hash {
        /** As Unleash does: the remainder by 100, so that its gradual rollout agrees at whole percents. */
        UNLEASH,
        /** As flagd's {@code fractional} does: the share of the hash in its range. */
        FLAGD
    }

    public Audience {
        Objects.requireNonNull(name, "name");
        keys = keys == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(keys));
        rules = rules == null ? List.of() : List.copyOf(rules);
        salt = salt == null ? name : salt;
    }

    /** One that is divided as Unleash does. */
    public Audience(String name, Set<String> keys, List<Rule> rules, BigDecimal percent, String salt) {
        this(name, keys, rules, percent, salt, Hash.UNLEASH);
    }

    /** A cohort that is known by its name alone: what it means, the target knows. */
    public static Audience named(String name) {
        return new Audience(name, null, null, null, null, null);
    }

    /** Whether it says who is in; otherwise the target must know the name. */
    @JsonIgnore
    public boolean isDefined() {
        return hash != null;
    }

    /** The same cohort with another share of those for whom its rules hold. */
    public Audience at(BigDecimal share) {
        return new Audience(name, keys, rules, share, salt, hash);
    }

    /** How much of those for whom the rules hold: of all people, where there are none. From 0 to 100. */
    @JsonIgnore
    public BigDecimal share() {
        boolean listAlone = percent == null && rules.isEmpty() && isDefined();
        return percent != null ? percent : listAlone ? BigDecimal.ZERO : BigDecimal.valueOf(100);
    }
}
