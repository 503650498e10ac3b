package io.jenkins.plugins.rollout.target.flag;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.audience.Membership;
import io.jenkins.plugins.rollout.audience.Position;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Audience.Operator;
import io.jenkins.plugins.rollout.model.Audience.Rule;
import io.jenkins.plugins.rollout.model.Reach;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Five thousand people with countries and addresses, a few without a key, and who of them is in by our own check. */
final class People {
    static final String POSITION = "rolloutPosition";
    private static final int MANY = 5000;
    private static final List<String> COUNTRIES = List.of("DE", "AT", "FR", "de");

    private People() {}

    static List<Map<String, Object>> all() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            if (i % 100 != 0) {
                one.put("targetingKey", "user-" + i);
            }
            if (i % 5 != 0) {
                one.put("country", COUNTRIES.get(i % COUNTRIES.size()));
            }
            if (i % 7 != 0) {
                one.put("email", "user-" + i + (i % 3 == 0 ? "@example.com" : "@example.org"));
            }
            all.add(one);
        }
        return all;
    }

    /** Everybody, with positions for the cohorts, as an application would send them. */
    static List<Map<String, Object>> positioned(Hash hash, boolean asText, String... salts) {
        List<Map<String, Object>> all = all();
        for (Map<String, Object> one : all) {
            if (one.get("targetingKey") instanceof String key) {
                for (String salt : salts) {
                    String position = Position.of(hash, salt, key).toString();
                    one.put(POSITION + "-" + salt, asText ? position : Double.valueOf(position));
                }
            }
        }
        return all;
    }

    /** One of each kind: a list, each operator, a share of all and of some. */
    static List<Audience> cohorts(Hash hash, String percent) {
        BigDecimal share = percent == null ? null : new BigDecimal(percent);
        List<Audience> all = new ArrayList<>();
        all.add(new Audience("list", Set.of("user-1", "user-77", "user-4999"), List.of(), null, null, hash));
        for (Operator operator : Operator.values()) {
            boolean country = operator == Operator.IN || operator == Operator.NOT_IN;
            List<String> values =
                    switch (operator) {
                        case IN, NOT_IN -> List.of("DE", "AT");
                        case STARTS_WITH -> List.of("user-1", "user-22");
                        case ENDS_WITH -> List.of("@example.com");
                        case CONTAINS -> List.of("-33", "99@");
                    };
            all.add(new Audience(
                    "rule-" + operator.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    Set.of("user-2"),
                    List.of(new Rule(country ? "country" : "email", operator, values)),
                    share,
                    null,
                    hash));
        }
        if (share != null) {
            all.add(new Audience("beta", Set.of(), List.of(), share, null, hash));
        }
        return all;
    }

    /** Asserts that a system let in whom our own check lets in, and nobody else. */
    static void sameAsOurs(String what, Reach reach, Hash everyone, String salt, List<Map<String, Object>> people, List<Boolean> in) {
        List<String> different = new ArrayList<>();
        int ours = 0;
        for (int i = 0; i < people.size(); i++) {
            Map<String, String> attributes = new TreeMap<>();
            people.get(i).forEach((name, value) -> attributes.put(name, value.toString()));
            String key = attributes.getOrDefault("targetingKey", "");
            boolean expected = reach.audiences().stream()
                    .anyMatch(audience -> Membership.of(audience, key, attributes).isIn());
            expected |= reach.exposure() != null
                    && Membership.share(reach.exposure(), everyone, salt, key).isIn();
            ours += expected ? 1 : 0;
            if (expected != in.get(i)) {
                different.add(people.get(i) + " is " + in.get(i));
            }
        }
        assertThat(what, different, is(List.of()));
        assertThat(what + ": some are in, others out", ours > 0 && ours < people.size(), is(true));
    }
}
