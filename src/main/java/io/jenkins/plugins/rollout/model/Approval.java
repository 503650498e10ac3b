package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who must say yes before a phase is deployed.
 *
 * @param automatic true: nobody is asked; the plan says so in writing
 * @param rules each must be met; one person counts for one of them, unless a rule says otherwise. Never empty
 * @param inTurn whether a rule is asked only when those before it are met
 * @param rejections how many different people must say no to end it. 1 or more; 1 is a veto
 * @param message shown with the request; may be empty
 * @param expires how long a request waits; null for ever
 * @param onExpiry what follows then
 * @param remind after how long, and then again and again, people are reminded; null never
 * @param escalation whom to ask besides when nobody answers; null nobody
 * @param ask what approvers must answer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Approval(
        boolean automatic,
        List<Rule> rules,
        boolean inTurn,
        int rejections,
        String message,
        Duration expires,
        OnExpiry onExpiry,
        Duration remind,
        Escalation escalation,
        List<Question> ask) {

    /**
     * So many of these people.
     *
     * @param from ids of people and names of groups; empty means everyone with the permission
     * @param permission what qualifies besides; where people are named and it is null nobody else does. Where nobody is
     *     named it is never null
     * @param quorum how many different people. 1 or more
     * @param shared whether people who count for another rule count for this one too
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Rule(List<String> from, RolloutPermission permission, int quorum, boolean shared) {
        public Rule {
            from = from == null ? List.of() : List.copyOf(from);
            permission = permission == null && from.isEmpty() ? RolloutPermission.APPROVE : permission;
            if (quorum < 1) {
                throw new IllegalArgumentException("quorum: " + quorum + " is less than 1");
            }
        }

        public Rule(List<String> from, int quorum) {
            this(from, null, quorum, false);
        }

        /** Whether somebody with this id, in these groups, with these permissions is one of these people. */
        public boolean admits(String id, Set<String> groups, Set<RolloutPermission> permissions) {
            return named(from, id, groups) || permission != null && permissions.contains(permission);
        }

        /** Who they are, in words: {@code qa, alice}, {@code anyone with Rollout/Approve}. */
        public String people() {
            String holders = permission == null ? "" : "anyone with " + permission.title();
            String names = String.join(", ", from);
            return names.isEmpty() || holders.isEmpty() ? names + holders : names + " or " + holders;
        }
    }

    /**
     * A second circle.
     *
     * @param after how long after the request
     * @param to ids of people and names of groups, who may then answer for any of the rules
     */
    public record Escalation(Duration after, List<String> to) {
        public Escalation {
            Objects.requireNonNull(after, "after");
            to = to == null ? List.of() : List.copyOf(to);
        }
    }

    /** Whether these ids of people and names of groups include somebody. */
    static boolean named(List<String> names, String id, Set<String> groups) {
        return names.stream().anyMatch(name -> name.equals(id) || groups.contains(name));
    }

    /** What a gate asks for that names no approval: one yes from someone with Rollout/Approve. */
    public static final Approval DEFAULT = new Approval(false, List.of(), 1, "");

    public static final Approval AUTOMATIC = new Approval(true, List.of(), 1, "");

    public Approval {
        rules = rules == null || rules.isEmpty() ? List.of(new Rule(List.of(), 1)) : List.copyOf(rules);
        rejections = rejections == 0 ? 1 : rejections;
        message = message == null ? "" : message;
        onExpiry = onExpiry == null ? OnExpiry.REJECT : onExpiry;
        ask = ask == null ? List.of() : List.copyOf(ask);
        if (rejections < 1) {
            throw new IllegalArgumentException("rejections: " + rejections + " is less than 1");
        }
    }

    /** One rule and nothing else. */
    public Approval(boolean automatic, List<String> from, int quorum, String message) {
        this(automatic, List.of(new Rule(from, quorum)), false, 1, message, null, null, null, null, null);
    }

    /** Everybody who is named, in the order of the rules. */
    @JsonIgnore
    public List<String> from() {
        return rules.stream().flatMap(rule -> rule.from().stream()).toList();
    }

    /** How many yeses the rules ask for together; with shared rules fewer people may be enough. */
    @JsonIgnore
    public int quorum() {
        return rules.stream().mapToInt(Rule::quorum).sum();
    }
}
