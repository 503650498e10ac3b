package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Yes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which yes counts for which rule. One person counts for one rule, except for rules that are shared; among all ways to
 * count, one is found that lets the rules lack as few people as can be, the earlier rules first (a maximum matching by
 * augmenting paths, H. W. Kuhn 1955). A person who fits several rules is therefore never in the way.
 *
 * @param rules one for each rule of the approval, in its order
 */
public record Quorum(List<Count> rules) {

    /**
     * How far one rule is met.
     *
     * @param yeses those that count for it. A shared rule counts all that fit it, the others no more than they ask for
     * @param missing how many more it takes
     * @param asked whether its people are asked now
     */
    public record Count(Approval.Rule rule, List<Yes> yeses, int missing, boolean asked) {
        public Count {
            yeses = List.copyOf(yeses);
        }
    }

    public Quorum {
        rules = List.copyOf(rules);
    }

    /** The count of an open request. */
    public static Quorum of(Approval approval, Ask ask) {
        return of(approval, ask == null ? List.of() : ask.given());
    }

    /** The count of these yeses, one a person. */
    public static Quorum of(Approval approval, List<Yes> given) {
        int[] ruleOf = match(approval.rules(), given);
        var counts = new ArrayList<Count>();
        boolean turn = true;
        for (int i = 0; i < approval.rules().size(); i++) {
            int index = i;
            Approval.Rule rule = approval.rules().get(i);
            List<Yes> yeses = IntStream.range(0, given.size())
                    .filter(yes -> rule.shared() ? given.get(yes).fits(rule) : ruleOf[yes] == index)
                    .mapToObj(given::get)
                    .toList();
            int missing = Math.max(0, rule.quorum() - yeses.size());
            counts.add(new Count(rule, yeses, missing, missing > 0 && turn));
            turn &= missing == 0 || !approval.inTurn();
        }
        return new Quorum(counts);
    }

    /** Whether no rule lacks anybody. */
    public boolean complete() {
        return missing() == 0;
    }

    /** How many more different people it takes at least. */
    public int missing() {
        int alone = rules.stream().filter(count -> !count.rule().shared()).mapToInt(Count::missing).sum();
        int shared = rules.stream().filter(count -> count.rule().shared()).mapToInt(Count::missing).max().orElse(0);
        return Math.max(alone, shared);
    }

    /** Who lacks, in words: {@code 1 of qa, 2 of sre}; empty when nobody does. */
    public String lacking() {
        return String.join(", ", rules.stream()
                .filter(count -> count.missing() > 0)
                .map(count -> count.missing() + " of " + count.rule().people())
                .toList());
    }

    /** For each yes the index of the rule that it counts for, or −1. */
    private static int[] match(List<Approval.Rule> rules, List<Yes> given) {
        int[] ruleOf = new int[given.size()];
        Arrays.fill(ruleOf, -1);
        for (int rule = 0; rule < rules.size(); rule++) {
            if (!rules.get(rule).shared()) {
                boolean more = true;
                for (int seat = 0; seat < rules.get(rule).quorum() && more; seat++) {
                    more = seat(rule, rules, given, ruleOf, new boolean[given.size()]);
                }
            }
        }
        return ruleOf;
    }

    /** Finds one more yes for a rule; one that counts elsewhere may come over if another can take its seat there. */
    private static boolean seat(
            int rule, List<Approval.Rule> rules, List<Yes> given, int[] ruleOf, boolean[] tried) {
        for (int yes = 0; yes < given.size(); yes++) {
            if (tried[yes] || ruleOf[yes] == rule || !given.get(yes).fits(rules.get(rule))) {
                continue;
            }
            tried[yes] = true;
            if (ruleOf[yes] < 0 || seat(ruleOf[yes], rules, given, ruleOf, tried)) {
                ruleOf[yes] = rule;
                return true;
            }
        }
        return false;
    }
}
