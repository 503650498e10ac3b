package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class PolicyTextTest {
    private final List<Problem> problems = new ArrayList<>();

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private List<String> said() {
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    public void everyFieldIsRead() throws Exception {
        Policy read = PolicyText.read(
                        json("{'name':'production','applications':'shop-*','environments':'prod*','phases':['dogfood','full'],"
                                + "'maxFirstExposure':'5%','minBake':'30m','criteria':['errors'],'minQuorum':2,"
                                + "'groups':['sre'],'selfApproval':false,'automatic':'false','sources':['prometheus'],"
                                + "'targets':['http'],'servers':['prod'],'calendars':['office'],"
                                + "'hotfix':{'from':['leads'],'quorum':3},'retention':'365d'}"),
                        "global",
                        problems)
                .orElseThrow();
        assertThat(
                read,
                is(new Policy(
                        "production", "global", "shop-*", "prod*", List.of("dogfood", "full"), new BigDecimal("5"),
                        Duration.ofMinutes(30), List.of("errors"), 2, List.of("sre"), false, false, List.of("prometheus"),
                        List.of("http"), List.of("prod"), List.of("office"),
                        new Policy.Hotfix(List.of("leads"), 3), Duration.ofDays(365))));
    }

    @Test
    public void aNameAloneIsAPolicyThatAsksForNothing() throws Exception {
        assertThat(
                PolicyText.read(json("{'name':'x'}"), "global", problems).orElseThrow(),
                is(Policies.policy().named("x", "global").done()));
    }

    @Test
    public void allMistakesAreSaidWithTheirPlaces() throws Exception {
        assertThat(
                PolicyText.readAll(
                        json("[{'name':'a','minBake':'soon','maxFirstExposure':140,'minQuorum':-1,'groups':'sre',"
                                + "'automatic':'maybe','fazes':[],'hotfix':{'quorum':0,'who':1},'retention':'0s'},"
                                + "{'minQuorum':1.5,'phases':['x','x',' ',{}]},'text',{'name':'b'},{'name':'b'}]"),
                        "global",
                        problems),
                contains(
                        Policies.policy().named("b", "global").done(),
                        Policies.policy().named("b", "global").done()));
        assertThat(
                said(),
                contains(
                        "policy 'a', fazes: is not known here; known are applications, automatic, calendars, criteria,"
                                + " environments, groups, hotfix, maxFirstExposure, minBake, minQuorum, name, phases,"
                                + " retention, selfApproval, servers, sources, targets",
                        "policy 'a', maxFirstExposure: 140 is not within 0 to 100",
                        "policy 'a', minBake: 'soon' is not a duration; write it like '90s', '30m', '4h', '7d' or 'PT1H30M'",
                        "policy 'a', minQuorum: -1 is less than 0",
                        "policy 'a', groups: is 'sre'; write a list: [one, another]",
                        "policy 'a', automatic: 'maybe' is neither true nor false",
                        "policy 'a', hotfix.who: is not known here; known are from, quorum",
                        "policy 'a', hotfix.quorum: 0 is less than 1",
                        "policy 'a', retention: '0s' is no time at all; write more than 0, or leave it out",
                        "a policy, name: is missing; refusals say it",
                        "a policy, phases: names 'x' twice",
                        "a policy, phases: has a blank name in it",
                        "a policy, phases: has a map in it",
                        "a policy, minQuorum: '1.5' is not a whole number",
                        "a policy: is 'text'; write names with values",
                        "a policy, name: is missing; refusals say it",
                        "policy 'b', name: is used twice"));
    }

    @Test
    public void nothingIsNoPolicies() throws Exception {
        assertThat(PolicyText.readAll(json("{}").path("policies"), "global", problems), empty());
        assertThat(PolicyText.readAll(json("{'policies':{}}").path("policies"), "global", problems), empty());
        assertThat(said(), contains("policies: is not a list; write '- name: …' for each policy"));
    }
}
