package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.Yes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class QuorumTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private static Approval.Rule rule(int quorum, String... from) {
        return new Approval.Rule(List.of(from), quorum);
    }

    private static Approval.Rule shared(int quorum, String... from) {
        return new Approval.Rule(List.of(from), null, quorum, true);
    }

    private static Approval approval(boolean inTurn, Approval.Rule... rules) {
        return new Approval(false, List.of(rules), inTurn, 1, "", null, null, null, null, null);
    }

    private static Yes yes(String by, String... groups) {
        return new Yes(by, by, "page", "", NOW, Set.of(groups), Set.of(), null, null, false, false);
    }

    private static List<Integer> missing(Quorum quorum) {
        return quorum.rules().stream().map(Quorum.Count::missing).toList();
    }

    private static List<Boolean> asked(Quorum quorum) {
        return quorum.rules().stream().map(Quorum.Count::asked).toList();
    }

    @Test
    public void onePersonCountsForOneRuleHoweverManyTheyFit() {
        Quorum quorum = Quorum.of(approval(false, rule(1, "qa"), rule(1, "sre")), List.of(yes("alice", "qa", "sre")));
        assertThat(missing(quorum), contains(0, 1));
        assertThat(quorum.complete(), is(false));
        assertThat(quorum.missing(), is(1));
        assertThat(quorum.lacking(), is("1 of sre"));
    }

    /** Who comes first must not take the place that another needs: alice fits both rules and bob the first alone. */
    @Test
    public void aPersonWhoFitsSeveralRulesMakesRoom() {
        Approval approval = approval(false, rule(1, "qa"), rule(1, "sre"));
        Quorum quorum = Quorum.of(approval, List.of(yes("alice", "qa", "sre"), yes("bob", "qa")));
        assertThat(quorum.complete(), is(true));
        assertThat(quorum.rules().get(0).yeses().get(0).by(), is("bob"));
        assertThat(quorum.rules().get(1).yeses().get(0).by(), is("alice"));
    }

    @Test
    public void peopleMoveOverInAChain() {
        Approval approval = approval(false, rule(1, "a"), rule(1, "b"), rule(1, "c"));
        Quorum quorum = Quorum.of(
                approval, List.of(yes("one", "a", "b"), yes("two", "b", "c"), yes("three", "a")));
        assertThat(missing(quorum), contains(0, 0, 0));
    }

    @Test
    public void aSharedRuleCountsThoseOfOtherRulesToo() {
        Approval approval = approval(false, rule(2, "qa"), shared(1, "seniors"));
        Quorum quorum = Quorum.of(approval, List.of(yes("alice", "qa", "seniors"), yes("bob", "qa")));
        assertThat(quorum.complete(), is(true));
        assertThat(Quorum.of(approval, List.of()).missing(), is(2));
    }

    @Test
    public void moreThanARuleAsksForAreNotCounted() {
        Quorum quorum = Quorum.of(approval(false, rule(1, "qa")), List.of(yes("alice", "qa"), yes("bob", "qa")));
        assertThat(quorum.rules().get(0).yeses().size(), is(1));
    }

    @Test
    public void whoFitsNoRuleDoesNotCount() {
        Quorum quorum = Quorum.of(approval(false, rule(1, "qa")), List.of(yes("eve", "developers")));
        assertThat(missing(quorum), contains(1));
    }

    @Test
    public void inTurnTheNextRuleIsAskedWhenThoseBeforeItAreMet() {
        Approval approval = approval(true, rule(1, "qa"), rule(1, "sre"), rule(1, "owner"));
        assertThat(asked(Quorum.of(approval, List.of())), contains(true, false, false));
        assertThat(asked(Quorum.of(approval, List.of(yes("alice", "qa")))), contains(false, true, false));
        assertThat(
                asked(Quorum.of(approval, List.of(yes("alice", "qa"), yes("bob", "sre")))),
                contains(false, false, true));
        assertThat("all at once otherwise", asked(Quorum.of(approval(false, rule(1, "qa"), rule(1, "sre")), List.of())),
                contains(true, true));
    }

    @Test
    public void peopleGroupsAndPermissionsQualify() {
        var permitted = new Yes(
                "eve", "Eve", "page", "", NOW, Set.of(), Set.of(RolloutPermission.OPERATE), null, null, false, false);
        var rule = new Approval.Rule(List.of("alice", "qa"), RolloutPermission.OPERATE, 3, false);
        assertThat(
                Quorum.of(approval(false, rule), List.of(yes("alice"), yes("bob", "qa"), permitted)).complete(),
                is(true));
        assertThat(
                "where people are named nobody else qualifies",
                Quorum.of(approval(false, rule(1, "alice")), List.of(permitted)).complete(),
                is(false));
    }

    @Test
    public void aYesForSomebodyIsThatPersonsYes() {
        var forAlice = new Yes("bob", "Bob", "page", "", NOW, Set.of("sre"), Set.of(), null, "alice", false, false);
        assertThat(Quorum.of(approval(false, rule(1, "sre")), List.of(forAlice)).complete(), is(true));
        assertThat(Quorum.of(approval(false, rule(1, "alice")), List.of(forAlice)).complete(), is(true));
        assertThat(Quorum.of(approval(false, rule(1, "bob")), List.of(forAlice)).complete(), is(false));
    }

    @Test
    public void theSecondCircleMayAnswerForAnyRule() {
        var director = new Yes("dora", "Dora", "page", "", NOW, Set.of(), Set.of(), null, null, false, true);
        Approval approval = approval(false, rule(1, "qa"), rule(1, "sre"));
        assertThat(missing(Quorum.of(approval, List.of(director, yes("alice", "qa")))), contains(0, 0));
    }

    /** Against trying everything: 3,000 small cases, as few as can be are missing, the earlier rules first. */
    @Test
    public void noOtherWayOfCountingLacksFewer() {
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            int rules = 1 + random.nextInt(3);
            var all = new Approval.Rule[rules];
            for (int i = 0; i < rules; i++) {
                all[i] = rule(1 + random.nextInt(2), "g" + i);
            }
            var given = new ArrayList<Yes>();
            for (int person = random.nextInt(6); person > 0; person--) {
                var groups = new HashSet<String>();
                for (int i = 0; i < rules; i++) {
                    if (random.nextBoolean()) {
                        groups.add("g" + i);
                    }
                }
                given.add(yes("p" + person, groups.toArray(String[]::new)));
            }
            Quorum quorum = Quorum.of(approval(false, all), given);
            List<Integer> best = best(all, given, 0, new int[rules]);
            assertThat("seed " + seed, missing(quorum), is(best));
            long counted = quorum.rules().stream().flatMap(count -> count.yeses().stream()).count();
            long people = quorum.rules().stream().flatMap(count -> count.yeses().stream()).map(Yes::person).distinct().count();
            assertThat("seed " + seed + ": nobody twice", people, is(counted));
        }
    }

    /** What is missing at best: fewest in all, then fewest of the first rule, and so on. */
    private static List<Integer> best(Approval.Rule[] rules, List<Yes> given, int next, int[] taken) {
        if (next == given.size()) {
            var missing = new ArrayList<Integer>();
            for (int i = 0; i < rules.length; i++) {
                missing.add(rules[i].quorum() - taken[i]);
            }
            return missing;
        }
        List<Integer> best = best(rules, given, next + 1, taken);
        for (int i = 0; i < rules.length; i++) {
            if (given.get(next).fits(rules[i]) && taken[i] < rules[i].quorum()) {
                int[] more = Arrays.copyOf(taken, taken.length);
                more[i]++;
                List<Integer> other = best(rules, given, next + 1, more);
                best = better(other, best) ? other : best;
            }
        }
        return best;
    }

    private static boolean better(List<Integer> one, List<Integer> other) {
        int sums = Integer.compare(sum(one), sum(other));
        for (int i = 0; sums == 0 && i < one.size(); i++) {
            sums = Integer.compare(one.get(i), other.get(i));
        }
        return sums < 0;
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }
}
