package io.jenkins.plugins.rollout.embedded.home;

import io.jenkins.plugins.rollout.policy.Delegation;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Who acts for whom, as the configuration file has it:
 *
 * <pre>{@code
 * delegations:
 *   alice: {to: bob, until: 2026-12-24}
 * }</pre>
 */
final class DelegationYaml {
    private DelegationYaml() {}

    /** @param people ids of everybody there is */
    static List<Delegation> delegations(YamlMap delegations, Collection<String> people)
            throws ConfigurationException {
        List<Delegation> all = new ArrayList<>();
        for (String from : delegations.names()) {
            YamlMap one = delegations.map(from).only("to", "until");
            String to = one.mandatory("to", "bob");
            String until = one.mandatory("until", "2026-12-24");
            if (!people.contains(from)) {
                throw delegations.problem(from, "there is no user '" + from + "'");
            }
            if (!people.contains(to)) {
                throw one.problem("to", "there is no user '" + to + "'");
            }
            try {
                all.add(new Delegation(from, to, Delegation.end(until, ZoneId.systemDefault()), "configuration", null));
            } catch (IllegalArgumentException e) {
                throw one.problem(e.getMessage().startsWith("until") ? "until" : "to", e.getMessage());
            }
        }
        return List.copyOf(all);
    }
}
