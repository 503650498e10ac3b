package io.jenkins.plugins.rollout.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class PlanRulesTest {

    private static List<String> abilities(Phase phase, Ability ability) {
        var target = new TargetRef("haproxy edge", ability, JsonNodeFactory.instance.objectNode());
        return PlanRules.ability(Plans.plan(phase), phase, target).stream().map(Problem::toString).toList();
    }

    @Test
    public void aPhaseAsksNoTargetForMoreThanItCanDo() {
        var half = new Phase("canary", null, new BigDecimal("2.5"), null, null);
        var cohort = new Phase("dogfood", "employees", null, null, null);
        assertThat(abilities(half, Ability.ANYTHING), is(List.of()));
        assertThat(abilities(cohort, Ability.ANYTHING), is(List.of()));
        assertThat(
                abilities(half, new Ability(true, BigDecimal.ONE, true)),
                is(List.of("phase 'canary', exposure: 2.5 is finer than haproxy edge can do, which goes in steps of 1 %;"
                        + " write exposure: 2 or 3, or deploy this phase to another target")));
        assertThat(
                abilities(half, new Ability(true, BigDecimal.valueOf(100), true)),
                is(List.of("phase 'canary', exposure: 2.5 is finer than haproxy edge can do, which deploys to everybody or"
                        + " to nobody; write exposure: 100, or deploy this phase to another target")));
        assertThat(
                abilities(cohort, new Ability(true, null, false)),
                is(List.of("phase 'dogfood', audience: 'employees' cannot be told apart by haproxy edge, which knows no"
                        + " audiences; write exposure: 5, say, without an audience, or deploy this phase to a target that"
                        + " knows them")));
        var everybody = new Phase("full", null, BigDecimal.valueOf(100), null, null);
        assertThat("100 % is every target's", abilities(everybody, new Ability(true, BigDecimal.valueOf(7), true)), is(List.of()));
        assertThat("no undo is no mistake", abilities(half, new Ability(false, null, true)), is(List.of()));
    }

    private static List<String> split(String exposure, String audience, boolean expected, boolean gate) {
        var definition = JsonNodeFactory.instance.objectNode().put("$symbol", "sampleRatio");
        var criteria = List.of(new Criterion(
                "split", "sampleRatio", "as meant", "x", 0, 5, expected ? definition.put("expected", 5) : definition));
        return problems(new Phase(
                "canary",
                audience,
                exposure == null ? null : new BigDecimal(exposure),
                new Gate(gate ? criteria : List.of(), null, Approval.AUTOMATIC),
                new Bake(Duration.ofMinutes(1), gate ? List.of() : criteria, null)));
    }

    @Test
    public void aSplitWantsAShareThatIsKnown() {
        String message = "phase 'canary', %s.metrics[0].expected: is missing; %s, so write what percentage of the requests"
                + " the new version should have";
        assertThat(split("5", null, false, false), is(empty()));
        assertThat(split("5", null, false, true),
                contains(message.formatted("gate", "while a gate is open its phase is not deployed yet")));
        assertThat(split("100", null, false, false),
                contains(message.formatted("bake", "the phase has no exposure between 0 and 100")));
        assertThat(split(null, "employees", false, false),
                contains(message.formatted("bake", "the phase has no exposure between 0 and 100")));
        assertThat(split("5", "employees", false, false),
                contains(message.formatted("bake", "the exposure is that of 'employees'")));
        assertThat(split("5", null, true, true), is(empty()));
    }

    @Test
    public void aSoundPlanHasNoProblems() {
        assertThat(
                problems(phase("dogfood", "employees", null), phase("canary", null, "0.5"), phase("full", null, "100")),
                is(empty()));
    }

    @Test
    public void exposureMustBeAPercentage() {
        assertThat(
                problems(phase("a", null, "-1"), phase("b", null, "140")),
                contains("phase 'a', exposure: -1 is less than 0", "phase 'b', exposure: 140 is more than 100"));
    }

    @Test
    public void anExposureOfABillionDigitsIsRefusedInFew() {
        assertThat(
                problems(phase("a", null, "1E+1000000000")),
                contains("phase 'a', exposure: 1E+1000000000 is more than 100"));
    }

    @Test
    public void anExposureIsTheSameHoweverItIsWritten() {
        assertThat(phase("a", null, "50.0"), is(phase("a", null, "5E+1")));
    }

    @Test
    public void exposureNeverShrinks() {
        assertThat(
                problems(phase("a", null, "20"), phase("b", null, "5.50"), phase("c", null, "20.0")),
                contains("phase 'b', exposure: 5.5 is less than 20 of phase 'a' before it; exposure never shrinks"
                        + " within a plan"));
    }

    @Test
    public void anAudienceMayStandAnywhere() {
        assertThat(
                problems(
                        phase("beta", "opted-in", "20"), phase("canary", null, "5"), phase("staff", "employees", null)),
                is(empty()));
    }

    @Test
    public void aPhaseSaysWhoOrHowMuch() {
        assertThat(
                problems(phase("pilot", null, null)),
                contains("phase 'pilot', exposure: is missing; write how much (exposure: 5) or who (audience:"
                        + " 'employees')"));
    }

    @Test
    public void phaseNamesAreUniqueAndPlain() {
        assertThat(
                problems(phase("a", null, "1"), phase("a", null, "2"), phase("b c", null, "3"), phase("", null, "4")),
                contains(
                        "phase 'a', name: is used twice; every phase has a name of its own",
                        "phase 'b c', name: may have only letters, digits, '.', '_' and '-', must begin with a letter"
                                + " or digit, and have at most 64 characters",
                        "phase '', name: is missing"));
    }

    @Test
    public void automaticApprovalAsksNobody() {
        var gate = new Gate(List.of(), null, new Approval(true, List.of("sre"), 2, ""));
        assertThat(
                problems(new Phase("full", null, BigDecimal.TEN, gate, null)),
                contains(
                        "phase 'full', gate.approval: automatic asks nobody, but 'from' names somebody; leave out one"
                                + " of them",
                        "phase 'full', gate.approval: automatic asks nobody, but 'quorum' is 2; leave out one of"
                                + " them"));
    }

    @Test
    public void approversAreNamedOnce() {
        var gate = new Gate(List.of(), null, new Approval(false, List.of("sre", " ", "sre"), 1, ""));
        assertThat(
                problems(new Phase("full", null, BigDecimal.TEN, gate, null)),
                contains(
                        "phase 'full', gate.approval.from: has a blank name in it",
                        "phase 'full', gate.approval.from: names 'sre' twice"));
    }

    private List<String> problems(Approval approval) {
        return problems(new Phase("full", null, BigDecimal.TEN, new Gate(List.of(), null, approval), null)).stream()
                .map(problem -> problem.replace("phase 'full', gate.approval", ""))
                .toList();
    }

    private static Question question(String name, Question.Kind kind, String... choices) {
        return new Question(name, kind, "", List.of(choices), false);
    }

    private static Approval waiting(int expires, int remind, int escalate, String... to) {
        return new Approval(
                false, null, false, 1, "", Duration.ofSeconds(expires), null, Duration.ofSeconds(remind),
                new Approval.Escalation(Duration.ofSeconds(escalate), List.of(to)), null);
    }

    @Test
    public void everyMistakeOfAnApprovalIsNamedWithItsField() {
        var rules = List.of(
                new Approval.Rule(List.of("qa", "qa"), 1), new Approval.Rule(List.of("sre", " ", "a\nb"), 101));
        assertThat(
                problems(new Approval(false, rules, false, 101, "{{nobody}}", null, null, null, null, null)),
                contains(
                        ".rules[0].from: names 'qa' twice",
                        ".rules[1].from: has a blank name in it",
                        ".rules[1].from: has a name with a line break or another control character in it",
                        ".rules[1].quorum: 101 is more than 100",
                        ".rejections: 101 is more than 100",
                        ".message: {{nobody}} is not known here; write one of application, environment, exposure,"
                                + " phase, previousVersion, version"));
        assertThat("the same person in two rules", problems(new Approval(false, List.of(
                new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("qa", "sre"), 1)),
                true, 1, "", null, null, null, null, null)), is(empty()));
    }

    @Test
    public void timesOfAnApprovalFitEachOther() {
        assertThat(problems(waiting(3600, 60, 1800, "directors")), is(empty()));
        assertThat(
                problems(waiting(60, 60, 61)),
                contains(
                        ".remind: 1m never comes, for the request expires after 1m; write less than that",
                        ".escalate.after: 61s never comes, for the request expires after 1m; write less than that",
                        ".escalate.to: is missing; write who is asked then, as in ['heads-of-engineering']"));
        assertThat(
                problems(waiting(400_000_000, 0, -1, "a", "a")),
                contains(
                        ".expires: 400000000s is more than 3650d",
                        ".remind: 0s is not more than 0",
                        ".escalate.after: -1s is not more than 0",
                        ".escalate.to: names 'a' twice"));
    }

    @Test
    public void questionsHaveNamesAndChoices() {
        var ask = List.of(
                question("risk", Question.Kind.CHOICE),
                question("Risk", Question.Kind.TEXT, "low"),
                question("1st", Question.Kind.YES_NO),
                question("", Question.Kind.TEXT),
                question("when", Question.Kind.CHOICE, "now", "now", ""));
        assertThat(
                problems(new Approval(false, null, false, 1, "", null, null, null, null, ask)),
                contains(
                        ".ask[0].choices: is empty; write what can be chosen, as in ['low', 'high']",
                        ".ask[1].name: 'Risk' is used twice; every question has a name of its own, and blocks find its"
                                + " answer by the name in upper case",
                        ".ask[1].choices: is for a choice only",
                        ".ask[2].name: '1st' may have only letters, digits and '_', must begin with a letter, and have"
                                + " at most 64 characters",
                        ".ask[3].name: is missing",
                        ".ask[4].choices: names 'now' twice",
                        ".ask[4].choices: has a blank choice in it"));
    }

    @Test
    public void automaticGoesWithNothingElse() {
        var approval = new Approval(
                true, List.of(new Approval.Rule(List.of("qa"), 1)), true, 2, "", Duration.ofHours(1), null,
                Duration.ofMinutes(1), new Approval.Escalation(Duration.ofMinutes(2), List.of("a")),
                List.of(question("x", Question.Kind.TEXT)));
        assertThat(
                problems(approval).stream()
                        .map(problem -> problem.replaceAll(".*, but '(\\w+)'.*", "$1"))
                        .toList(),
                contains("from", "rejections", "inTurn", "expires", "remind", "escalate", "ask"));
    }

    @Test
    public void criteriaHaveNamesOfTheirOwnWithinAGateOrBake() {
        var twice = List.of(criterion("errors", "up"), criterion("errors", "up"));
        var phase = new Phase(
                "full",
                null,
                BigDecimal.TEN,
                new Gate(twice, null, null),
                new Bake(Duration.ofMinutes(1), List.of(criterion("errors", "up")), null));
        assertThat(
                problems(phase),
                contains("phase 'full', gate.metrics[1].name: 'errors' is used twice;"
                        + " every criterion of a gate or bake has a name of its own"));
    }

    @Test
    public void placeholdersMustBeKnown() {
        var gate = new Gate(List.of(criterion("errors", "rate{v=\"{{versoin}}\"}")), null, null);
        assertThat(
                problems(new Phase("full", null, BigDecimal.TEN, gate, null)).get(0),
                containsString("phase 'full', gate.metrics[0].source.query: {{versoin}} is not known here"));
    }

    @Test
    public void unsafeValuesAreNotSplicedIn() {
        var gate = new Gate(List.of(criterion("errors", "rate{v=\"{{version}}\"}")), null, null);
        var plan = new Plan(
                "shop",
                null,
                "1.0\"} or vector(0)",
                null,
                null,
                null,
                List.of(new Phase("full", null, BigDecimal.TEN, gate, null)),
                null,
                null,
                null);
        assertThat(
                texts(plan).get(0),
                containsString("phase 'full', gate.metrics[0].source.query: {{version}} is '1.0\"}"));
    }

    @Test
    public void whatGoesWhereMustBeSaid() {
        var plan = new Plan("", null, "1\n2", null, null, null, List.of(), null, null, null);
        assertThat(
                texts(plan),
                contains(
                        "application: is missing",
                        "version: has a line break or another control character in it",
                        "phases: is empty; a plan has at least one phase"));
    }

    @Test
    public void aGateAloneNeedsNoExposure() {
        var plan = new Plan(
                "shop", null, "1", null, null, Plan.Form.GATE, List.of(phase("gate", null, null)), null, null, null);
        assertThat(texts(plan), is(empty()));
    }

    @Test
    public void aStepFormMayStartWithoutPhases() {
        var plan = new Plan("shop", null, "1", null, null, Plan.Form.STEPS, List.of(), null, null, null);
        assertThat(texts(plan), is(empty()));
    }

    @Test
    public void oneMessageHasAllProblems() {
        assertThat(
                PlanRules.message(
                        List.of(Problem.of("version", "is missing"), new Problem("phase 'a'", "name", "is bad"))),
                is("2 mistakes:\n  - version: is missing\n  - phase 'a', name: is bad"));
        assertThat(PlanRules.message(List.of(Problem.of("version", "is missing"))), is("version: is missing"));
    }

    private static List<String> problems(Phase... phases) {
        return texts(new Plan("shop", null, "2.4.0", null, null, null, List.of(phases), null, null, null));
    }

    private static List<String> texts(Plan plan) {
        return PlanRules.problems(plan).stream().map(Problem::toString).toList();
    }

    private static Phase phase(String name, String audience, String exposure) {
        return new Phase(name, audience, exposure == null ? null : new BigDecimal(exposure), null, null);
    }

    private static Criterion criterion(String name, String query) {
        var json = JsonNodeFactory.instance;
        var definition = json.objectNode().put("$symbol", "threshold");
        definition.set("source", json.objectNode().put("query", query));
        return new Criterion(name, "threshold", "at most 1", "prometheus", 0, 5, definition);
    }
}
