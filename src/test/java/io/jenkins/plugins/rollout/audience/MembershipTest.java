package io.jenkins.plugins.rollout.audience;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Audience.Operator;
import io.jenkins.plugins.rollout.model.Audience.Rule;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

public class MembershipTest {
    private static Audience audience(Set<String> keys, List<Rule> rules, String percent) {
        return new Audience("beta", keys, rules, percent == null ? null : new BigDecimal(percent), null);
    }

    private static Rule rule(Operator operator, String... values) {
        return new Rule("country", operator, List.of(values));
    }

    private static boolean in(Audience audience, String key, Map<String, String> attributes) {
        return Membership.of(audience, key, attributes).isIn();
    }

    @Test
    public void aListIsItsMembers() {
        Audience list = audience(Set.of("alice"), List.of(), null);
        assertThat(Membership.of(list, "alice", Map.of()).why(), is("is listed"));
        assertThat(in(list, "alice", Map.of()), is(true));
        assertThat(in(list, "bob", Map.of()), is(false));
        assertThat(in(list, "", Map.of()), is(false));
    }

    @Test
    public void aPercentageIsAPosition() {
        Position position = Position.of(Hash.UNLEASH, "beta", "alice");
        BigDecimal above = BigDecimal.valueOf(position.thousandths() + 1, 3);
        BigDecimal at = BigDecimal.valueOf(position.thousandths(), 3);
        Membership.Answer in = Membership.of(audience(Set.of(), List.of(), above.toString()), "alice", Map.of());
        assertThat(in.isIn(), is(true));
        assertThat(in.why(), is("position " + position + " is below " + above.stripTrailingZeros().toPlainString()));
        assertThat(in(audience(Set.of(), List.of(), at.toString()), "alice", Map.of()), is(false));
    }

    @Test
    public void theListedAreInBesidesTheShare() {
        Audience none = audience(Set.of("alice"), List.of(), "0");
        assertThat(in(none, "alice", Map.of()), is(true));
        assertThat(in(none, "bob", Map.of()), is(false));
    }

    @Test
    public void allRulesMustHold() {
        Audience both = audience(
                Set.of(),
                List.of(rule(Operator.IN, "DE", "AT"), new Rule("email", Operator.ENDS_WITH, List.of("@example.com"))),
                null);
        assertThat(in(both, "", Map.of("country", "DE", "email", "a@example.com")), is(true));
        assertThat(in(both, "", Map.of("country", "FR", "email", "a@example.com")), is(false));
        assertThat(in(both, "", Map.of("country", "DE")), is(false));
        assertThat(
                Membership.of(both, "", Map.of("country", "FR")).why(), is("does not have country in 'DE', 'AT'"));
    }

    @Test
    public void operatorsCompareLetterByLetter() {
        assertThat(in(audience(Set.of(), List.of(rule(Operator.IN, "DE")), null), "", Map.of("country", "de")), is(false));
        assertThat(in(audience(Set.of(), List.of(rule(Operator.NOT_IN, "DE")), null), "", Map.of("country", "FR")), is(true));
        assertThat(in(audience(Set.of(), List.of(rule(Operator.NOT_IN, "DE")), null), "", Map.of()), is(true));
        assertThat(in(audience(Set.of(), List.of(rule(Operator.STARTS_WITH, "D")), null), "", Map.of("country", "DE")), is(true));
        assertThat(in(audience(Set.of(), List.of(rule(Operator.CONTAINS, "x", "E")), null), "", Map.of("country", "DE")), is(true));
        assertThat(in(audience(Set.of(), List.of(rule(Operator.CONTAINS, "x")), null), "", Map.of()), is(false));
    }

    @Test
    public void aShareIsOfThoseForWhomTheRulesHold() {
        Audience half = audience(Set.of(), List.of(rule(Operator.IN, "DE")), "50");
        Set<String> german = IntStream.range(0, 2000)
                .mapToObj(i -> "user-" + i)
                .filter(key -> in(half, key, Map.of("country", "DE")))
                .collect(Collectors.toSet());
        assertThat(german.size() > 880 && german.size() < 1120, is(true));
        assertThat(german.stream().anyMatch(key -> in(half, key, Map.of("country", "FR"))), is(false));
    }

    @Test
    public void withoutAKeyThereIsNoPosition() {
        assertThat(in(audience(Set.of(), List.of(), "99.999"), "", Map.of()), is(false));
        assertThat(in(audience(Set.of(), List.of(), "100"), "", Map.of()), is(true));
    }

    @Test
    public void aNameAloneIsForTheTargetToKnow() {
        Membership.Answer answer = Membership.of(Audience.named("employees"), "alice", Map.of());
        assertThat(answer.in(), is(Optional.empty()));
        assertThat(answer.why(), containsString("the target says"));
    }

    @Test
    public void mistakesNameTheirFields() {
        assertThat(AudienceRules.problems(audience(Set.of("alice"), List.of(), "0.5")), is(empty()));
        assertThat(messages(audience(Set.of(), List.of(), null)), hasItem(containsString("says of nobody")));
        assertThat(messages(audience(Set.of(), List.of(), "101")), hasItem("percent: 101 is more than 100"));
        assertThat(messages(audience(Set.of(), List.of(), "-1")), hasItem("percent: -1 is less than 0"));
        assertThat(messages(audience(Set.of(), List.of(), "0.0001")), hasItem(containsString("finer than a thousandth")));
        assertThat(messages(audience(Set.of(), List.of(rule(Operator.IN)), null)), hasItem(containsString("rules[0].values: is missing")));
        Set<String> many = IntStream.rangeClosed(0, 1000).mapToObj(Integer::toString).collect(Collectors.toSet());
        assertThat(messages(audience(many, List.of(), null)), hasItem(containsString("list: has 1001 members; at most 1000")));
        assertThat(messages(audience(Set.of("a\nb"), List.of(), null)), hasItem(containsString("control character")));
        Audience named = new Audience("not good", Set.of("a"), null, null, null);
        assertThat(messages(named), hasItem(containsString("name: may have only letters")));
        Audience one = audience(Set.of("a"), List.of(), null);
        assertThat(
                AudienceRules.problems(List.of(one, one)).stream().map(Problem::toString).toList(),
                hasItem("audience 'beta', name: is used twice; every audience has a name of its own"));
    }

    private static List<String> messages(Audience audience) {
        return AudienceRules.problems(audience).stream().map(Problem::toString).toList();
    }
}
