package io.jenkins.plugins.rollout.policy;

import static io.jenkins.plugins.rollout.policy.Policies.policy;
import static io.jenkins.plugins.rollout.policy.Policies.rules;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** Each field of a policy, what it lets through, and what a refusal says. */
public class PolicyCheckTest {
    private static final Gate ASKS = gate(new Approval(false, List.of("release-managers"), 1, ""));
    private static final Bake HALF_AN_HOUR = bake(30);

    private static Gate gate(Approval approval, Criterion... metrics) {
        return new Gate(List.of(metrics), null, approval);
    }

    private static Bake bake(int minutes, Criterion... metrics) {
        return new Bake(Duration.ofMinutes(minutes), List.of(metrics), null);
    }

    private static Phase phase(String name, String exposure, Gate gate, Bake bake) {
        return new Phase(name, null, exposure == null ? null : new BigDecimal(exposure), gate, bake);
    }

    private static Phase phase(String name, String exposure) {
        return phase(name, exposure, ASKS, null);
    }

    private static Phase asking(Approval approval) {
        return phase("canary", "5", gate(approval), null);
    }

    private static Plan plan(Plan.Form form, Phase... phases) {
        return new Plan("shop-web", "production", "2.0", "", "", form, Arrays.asList(phases), null, null, null);
    }

    private static Plan plan(Phase... phases) {
        return plan(Plan.Form.PLAN, phases);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Criterion criterion(String name, String definition) {
        return new Criterion(name, "threshold", "at most 1", "somewhere", 0, 5, json(definition));
    }

    private static List<String> said(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    private static List<String> problems(Plan plan, Policies... policies) {
        return said(PolicyCheck.problems(plan, rules(policies)));
    }

    @Test
    public void aPlanThatKeepsToAllRulesMayStart() {
        assertThat(
                problems(
                        plan(phase("canary", "5", ASKS, HALF_AN_HOUR), phase("full", "100")),
                        policy().phases("canary", "full")
                                .maxFirstExposure("5")
                                .minBake(Duration.ofMinutes(30))
                                .minQuorum(1)
                                .groups("release-managers", "sre")
                                .automatic(false)),
                empty());
    }

    @Test
    public void policiesThatAreAboutOthersSayNothing() {
        Plan plan = plan(phase("full", "100"));
        assertThat(problems(plan, policy().about("billing*", "*").phases("canary")), empty());
        assertThat(problems(plan, policy().about("*", "staging").phases("canary")), empty());
        assertThat(problems(plan, policy().about("shop-*", "PROD*").phases("canary")).size(), is(1));
    }

    @Test
    public void everyViolationOfEveryPolicyIsSaidAtOnce() {
        assertThat(
                problems(
                        plan(phase("canary", "25", gate(Approval.AUTOMATIC), null), phase("full", "100")),
                        policy().phases("dogfood", "canary").maxFirstExposure("5"),
                        policy().named("shop", "folder 'team/shop'").minQuorum(2)),
                contains(
                        "phases: 'dogfood' is missing; policy 'production' (global) asks for dogfood, canary, in this order",
                        "phase 'canary', exposure: 25 is more than 5, the most that policy 'production' (global) allows the"
                                + " first phase to expose",
                        "phase 'canary', gate.approval.automatic: true asks nobody, which is less than 2, which policy"
                                + " 'shop' (folder 'team/shop') asks for",
                        "phase 'full', gate.approval.quorum: 1 is less than 2, which policy 'shop' (folder 'team/shop')"
                                + " asks for"));
    }

    @Test
    public void phasesStandInTheOrderAskedForWithOthersBetween() {
        Policies policy = policy().phases("dogfood", "canary", "full");
        assertThat(
                problems(
                        plan(phase("dogfood", "0"), phase("early", "1"), phase("canary", "5"), phase("full", "100")),
                        policy),
                empty());
        assertThat(
                problems(plan(phase("canary", "0"), phase("dogfood", "1"), phase("full", "100")), policy),
                contains("phase 'dogfood', name: stands after phase 'canary'; policy 'production' (global) asks for"
                        + " dogfood, canary, full, in this order"));
    }

    @Test
    public void theFirstPhaseWithAnExposureIsMeasured() {
        Policies policy = policy().maxFirstExposure("5");
        Phase dogfood = new Phase("dogfood", "employees", null, ASKS, null);
        assertThat(problems(plan(dogfood, phase("canary", "5"), phase("full", "100")), policy), empty());
        assertThat(problems(plan(dogfood, phase("canary", "5.5"), phase("full", "100")), policy).size(), is(1));
        assertThat("nothing is no first step", problems(plan(phase("none", "0"), phase("full", "100")), policy).size(), is(1));
    }

    @Test
    public void allButTheLastBake() {
        Policies policy = policy().minBake(Duration.ofMinutes(30));
        assertThat(
                problems(plan(phase("a", "1"), phase("b", "5", ASKS, bake(10)), phase("c", "100")), policy),
                contains(
                        "phase 'a', bake: is missing; write at least 30m, which policy 'production' (global) asks for before"
                                + " the next phase",
                        "phase 'b', bake.duration: 10m is less than 30m, which policy 'production' (global) asks for before"
                                + " the next phase"));
    }

    @Test
    public void aCriterionMustBeInSomeGateOrBake() {
        Policies policy = policy().criteria("error rate");
        Criterion errors = criterion("error rate", "{'$symbol':'threshold'}");
        assertThat(
                problems(plan(phase("full", "100")), policy),
                contains("phases: no gate and no bake has the criterion 'error rate', which policy 'production' (global)"
                        + " asks for"));
        assertThat(problems(plan(phase("full", "100", ASKS, bake(1, errors))), policy), empty());
        assertThat(problems(plan(phase("full", "100", gate(Approval.DEFAULT, errors), null)), policy), empty());
    }

    @Test
    public void peopleAreCountedNotYeses() {
        Policies policy = policy().minQuorum(3);
        var qa = new Approval.Rule(List.of("qa"), 1);
        var sre = new Approval.Rule(List.of("sre"), 2);
        var shared = new Approval.Rule(List.of("sre"), null, 2, true);
        assertThat(problems(plan(asking(together(qa, sre))), policy), empty());
        assertThat(
                problems(plan(asking(together(qa, shared))), policy),
                contains("phase 'canary', gate.approval.quorum: 2 different people, where rules are shared, is less than 3,"
                        + " which policy 'production' (global) asks for"));
        assertThat(
                problems(plan(asking(Approval.DEFAULT)), policy),
                contains("phase 'canary', gate.approval.quorum: 1 is less than 3, which policy 'production' (global) asks"
                        + " for"));
    }

    private static Approval together(Approval.Rule... rules) {
        return new Approval(false, List.of(rules), false, 1, "", null, null, null, null, null);
    }

    @Test
    public void onlyTheGroupsMayBeAsked() {
        Policies policy = policy().groups("sre", "release-managers");
        assertThat(problems(plan(asking(new Approval(false, List.of("sre"), 1, ""))), policy), empty());
        assertThat(
                problems(plan(asking(new Approval(false, List.of("sre", "interns"), 1, ""))), policy),
                contains("phase 'canary', gate.approval.from: 'interns' is not among sre, release-managers, whom policy"
                        + " 'production' (global) allows"));
        assertThat(
                problems(plan(asking(Approval.DEFAULT)), policy),
                contains("phase 'canary', gate.approval.from: names nobody, so that everyone with Rollout/Approve may"
                        + " answer; policy 'production' (global) allows only sre, release-managers"));
    }

    @Test
    public void aPermissionOrASecondCircleIsNoWayAroundTheGroups() {
        var qualified = new Approval.Rule(List.of("sre"), RolloutPermission.OPERATE, 1, false);
        var escalating = new Approval(
                false,
                List.of(new Approval.Rule(List.of("sre"), 1), qualified),
                false,
                1,
                "",
                null,
                null,
                null,
                new Approval.Escalation(Duration.ofHours(1), List.of("everybody")),
                null);
        assertThat(
                problems(plan(asking(escalating)), policy().groups("sre")),
                contains(
                        "phase 'canary', gate.approval.rules[1].permission: lets everyone with Rollout/Operate answer;"
                                + " policy 'production' (global) allows only sre",
                        "phase 'canary', gate.approval.escalate.to: 'everybody' is not among sre, whom policy 'production'"
                                + " (global) allows"));
    }

    @Test
    public void automaticIsForbiddenAllowedOrLeftToTheQuorum() {
        Plan plan = plan(asking(Approval.AUTOMATIC));
        assertThat(problems(plan, policy()), empty());
        assertThat(
                problems(plan, policy().automatic(false)),
                contains("phase 'canary', gate.approval.automatic: true is not allowed by policy 'production' (global); say"
                        + " who approves: from: ['…']"));
        assertThat(problems(plan, policy().minQuorum(2).groups("sre").automatic(true)), empty());
        assertThat("another policy still counts", problems(plan, policy().automatic(true), policy().minQuorum(1)).size(), is(1));
    }

    @Test
    public void sourcesAreFoundHoweverDeep() {
        String nested = "{'$symbol':'compare','name':'x','source':{'$symbol':'prometheus','server':'prod'},"
                + "'baseline':{'of':[{'$symbol':'json','server':'lab'}]}}";
        Plan plan = plan(phase("canary", "5", gate(Approval.DEFAULT, criterion("x", nested)), null));
        assertThat(problems(plan, policy().sources("prometheus", "json").servers("prod", "lab")), empty());
        assertThat(
                problems(plan, policy().sources("prometheus").servers("prod")),
                contains(
                        "phase 'canary', gate.metrics[0].baseline.of[0]: the source 'json' is not among prometheus, which"
                                + " policy 'production' (global) allows",
                        "phase 'canary', gate.metrics[0].baseline.of[0].server: 'lab' is not among prod, which policy"
                                + " 'production' (global) allows"));
    }

    @Test
    public void aCriterionWithoutASourceIsItsOwn() {
        Plan plan = plan(phase("canary", "5", ASKS, bake(1, criterion("x", "{'$class':'org.acme.SonarGate'}"))));
        assertThat(
                problems(plan, policy().sources("prometheus")),
                contains("phase 'canary', bake.metrics[0]: the source 'org.acme.SonarGate' is not among prometheus, which"
                        + " policy 'production' (global) allows"));
        assertThat(problems(plan, policy().sources("SonarGate")), empty());
    }

    @Test
    public void aUrlIsNoWayAroundTheServers() {
        String free = "{'$symbol':'threshold','source':{'$symbol':'json','url':'https://me:pw@x.example/a?token=s3cr3t'}}";
        Plan plan = plan(phase("canary", "5", gate(Approval.DEFAULT, criterion("x", free)), null));
        assertThat(
                problems(plan, policy().servers("prod")),
                contains("phase 'canary', gate.metrics[0].source.url: 'https://x.example/a' is named instead of a server;"
                        + " write one of prod, which policy 'production' (global) allows"));
    }

    @Test
    public void targetsAreCheckedWithTheirServers() {
        JsonNode target = json("{'$symbol':'http','server':'edge','path':'/deploy'}");
        Plan plan = plan(phase("canary", "5"));
        assertThat(
                said(PolicyCheck.problems(plan, "canary", target, rules(policy().targets("job").servers("prod")))),
                contains(
                        "phase 'canary': the target 'http' is not among job, which policy 'production' (global) allows",
                        "phase 'canary', server: 'edge' is not among prod, which policy 'production' (global) allows"));
        assertThat(
                PolicyCheck.problems(plan, "canary", target, rules(policy().targets("http", "job").servers("edge"))),
                empty());
    }

    @Test
    public void inTheStepFormEachPhaseIsCheckedWhenItIsReachedAndTheWholeAtTheEnd() {
        Rules rules = rules(policy().phases("dogfood", "canary").minBake(Duration.ofMinutes(30)).criteria("errors"));
        Phase canary = phase("canary", "5", ASKS, HALF_AN_HOUR);
        assertThat(PolicyCheck.problems(plan(Plan.Form.STEPS), rules), empty());
        assertThat(
                said(PolicyCheck.problems(plan(Plan.Form.STEPS, canary), canary, rules)),
                contains("phase 'canary', name: is reached before phase 'dogfood'; policy 'production' (global) asks for"
                        + " dogfood, canary, in this order"));
        assertThat(
                said(PolicyCheck.missing(plan(Plan.Form.STEPS, canary), rules)),
                contains(
                        "phases: 'dogfood' is missing; policy 'production' (global) asks for dogfood, canary, in this order",
                        "phases: no gate and no bake has the criterion 'errors', which policy 'production' (global) asks"
                                + " for"));
    }

    @Test
    public void inTheStepFormThePhaseForEverybodyCountsAsTheLast() {
        Rules rules = rules(policy().minBake(Duration.ofMinutes(30)));
        Phase full = phase("full", "100");
        Phase after = phase("after", "100");
        assertThat(PolicyCheck.problems(plan(Plan.Form.STEPS, full), full, rules), empty());
        assertThat(
                said(PolicyCheck.problems(plan(Plan.Form.STEPS, full, after), after, rules)),
                contains("phase 'after', name: comes after phase 'full', whose bake is missing; write at least 30m, which"
                        + " policy 'production' (global) asks for before the next phase"));
    }

    @Test
    public void aGateAloneIsAskedForPeopleAndSourcesOnly() {
        Policies policy = policy().phases("canary").criteria("errors").maxFirstExposure("1").minBake(Duration.ofDays(1));
        assertThat(problems(plan(Plan.Form.GATE, phase("gate", "50")), policy), empty());
        assertThat(problems(plan(Plan.Form.GATE, phase("gate", null)), policy.minQuorum(2)).size(), is(1));
    }

    @Test
    public void selfApprovalIsForbiddenByAnyPolicyAndAllowedByNone() {
        Plan plan = plan(phase("full", "100"));
        assertThat(rules(policy()).of(plan).selfApproval(), is(true));
        assertThat(rules(policy().selfApproval(true), policy().selfApproval(false)).of(plan).selfApproval(), is(false));
        assertThat(rules(policy().about("other", "*").selfApproval(false)).of(plan).selfApproval(), is(true));
        Rules strict = new Rules(false, List.of(), List.of(policy().selfApproval(true).done()), null, null);
        assertThat(strict.of(plan).selfApproval(), is(false));
    }
}
