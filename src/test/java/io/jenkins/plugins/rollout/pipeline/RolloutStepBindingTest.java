package io.jenkins.plugins.rollout.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import hudson.AbortException;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.policy.Rules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** What a Jenkinsfile may write, as maps and lists of Groovy, and what becomes of it. */
public class RolloutStepBindingTest {

    @Test
    public void aPlanIsReadFromPlainMaps() throws Exception {
        Plan plan = plan(Map.of(
                "application", "checkout",
                "version", "2.4.0",
                "previousVersion", "2.3.1",
                "artifact", "sha256:1234",
                "environment", "staging",
                "onFailure", "pause",
                "onAbort", "stop",
                "ifBusy", "supersede",
                "phases",
                        List.of(Map.of(
                                "name",
                                "canary",
                                "exposure",
                                5,
                                "gate",
                                Map.of(
                                        "interval",
                                        "30s",
                                        "initialDelay",
                                        "5m",
                                        "passes",
                                        3,
                                        "approval",
                                        Map.of("from", List.of("sre", "alice"), "quorum", 2, "message", "Look!")),
                                "bake",
                                Map.of("duration", "PT4H", "interval", "2m", "passes", 2)))));

        assertThat(plan.application(), is("checkout"));
        assertThat(plan.version(), is("2.4.0"));
        assertThat(plan.previousVersion(), is("2.3.1"));
        assertThat(plan.artifact(), is("sha256:1234"));
        assertThat(plan.environment(), is("staging"));
        assertThat(plan.form(), is(Plan.Form.PLAN));
        assertThat(plan.onFailure(), is(Plan.OnFailure.PAUSE));
        assertThat(plan.onAbort(), is(Plan.OnAbort.STOP));
        assertThat(plan.ifBusy(), is(Plan.IfBusy.SUPERSEDE));
        Phase phase = plan.phases().get(0);
        assertThat(phase.exposure(), is(BigDecimal.valueOf(5)));
        assertThat(phase.gate().sampling().interval(), is(Duration.ofSeconds(30)));
        assertThat(phase.gate().sampling().initialDelay(), is(Duration.ofMinutes(5)));
        assertThat(phase.gate().sampling().passes(), is(3));
        assertThat(phase.gate().approval(), is(new Approval(false, List.of("sre", "alice"), 2, "Look!")));
        assertThat(phase.bake().duration(), is(Duration.ofHours(4)));
        assertThat(phase.bake().sampling().interval(), is(Duration.ofMinutes(2)));
        assertThat(phase.bake().sampling().passes(), is(2));
    }

    @Test
    public void whatIsLeftOutHasSafeDefaults() throws Exception {
        Plan plan = plan(Map.of("application", "shop", "version", "1", "phases", List.of(Map.of("name", "full"))));

        assertThat(plan.environment(), is("production"));
        assertThat(plan.onFailure(), is(Plan.OnFailure.ROLLBACK));
        assertThat(plan.onAbort(), is(Plan.OnAbort.ROLLBACK));
        assertThat(plan.ifBusy(), is(Plan.IfBusy.WAIT));
        assertThat(
                "a phase that names no approval asks for one",
                plan.phases().get(0).gate(),
                is(Gate.DEFAULT));
        assertThat(plan.phases().get(0).gate().approval().automatic(), is(false));
        assertThat(plan.phases().get(0).bake(), is(nullValue()));
    }

    @Test
    public void withoutPhasesItIsTheStepForm() throws Exception {
        assertThat(plan(Map.of("application", "shop", "version", "1")).form(), is(Plan.Form.STEPS));
    }

    @Test
    public void knownPhasesCarryTheirUsualAudienceAndExposure() throws Exception {
        assertThat(reach(Map.of("name", "dogfood")), is("internal:"));
        assertThat(reach(Map.of("name", "alpha")), is("hand-picked:1"));
        assertThat(reach(Map.of("name", "beta")), is("opted-in:10"));
        assertThat(reach(Map.of("name", "canary")), is("null:5"));
        assertThat(reach(Map.of("name", "full")), is("null:100"));
    }

    @Test
    public void whoOrHowMuchInWritingReplacesTheUsual() throws Exception {
        assertThat(reach(Map.of("name", "alpha", "exposure", 3)), is("null:3"));
        assertThat(reach(Map.of("name", "canary", "audience", "employees")), is("employees:"));
    }

    @Test
    public void aBlankNameAmongTheApproversIsRefused() {
        String message = refusal(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(Map.of("name", "full", "gate", Map.of("approval", Map.of("from", List.of("")))))));
        assertThat(message, containsString("phase 'full', gate.approval.from[0]: is blank"));
    }

    @Test
    public void messagesToApproversAreFilledOrRefused() {
        String message = refusal(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(Map.of("name", "full", "gate", Map.of("approval", Map.of("message", "ship {{verison}}?"))))));
        assertThat(message, containsString("phase 'full', gate.approval.message: {{verison}} is not known here"));
    }

    @Test
    public void anyOtherNameWorksToo() throws Exception {
        assertThat(reach(Map.of("name", "eu-west", "exposure", 50)), is("null:50"));
    }

    @Test
    public void exposureComesAsGroovyHasNumbers() throws Exception {
        assertThat(reach(Map.of("name", "x", "exposure", 5)), is("null:5"));
        assertThat(reach(Map.of("name", "x", "exposure", 5L)), is("null:5"));
        assertThat(reach(Map.of("name", "x", "exposure", new BigDecimal("0.5"))), is("null:0.5"));
        assertThat(reach(Map.of("name", "x", "exposure", 0.1d)), is("null:0.1"));
        assertThat(reach(Map.of("name", "x", "exposure", "0.5")), is("null:0.5"));
        assertThat(reach(Map.of("name", "x", "exposure", "5%")), is("null:5"));
        assertThat(reach(Map.of("name", "x", "exposure", " 5 % ")), is("null:5"));
        assertThat(reach(Map.of("name", "x", "exposure", 100)), is("null:100"));
    }

    @Test
    public void numbersAreTextsWhereTextsAreWanted() throws Exception {
        Plan plan = plan(Map.of(
                "application", "shop", "version", new BigDecimal("2.10"), "phases", List.of(Map.of("name", "full"))));
        assertThat(plan.version(), is("2.10"));
    }

    @Test
    public void oneApproverNeedsNoList() throws Exception {
        Plan plan = plan(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(Map.of("name", "full", "gate", Map.of("approval", Map.of("from", "alice"))))));
        assertThat(plan.phases().get(0).gate().approval().from(), is(List.of("alice")));
    }

    @Test
    public void goingOnWithoutAHumanMustBeWritten() throws Exception {
        Plan plan = plan(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(Map.of("name", "full", "gate", Map.of("approval", Map.of("automatic", true))))));
        assertThat(plan.phases().get(0).gate().approval().automatic(), is(true));
    }

    @Test
    public void sixMistakesAreRefusedInOneMessage() {
        var dogfood = new LinkedHashMap<String, Object>();
        dogfood.put("name", "dogfood");
        dogfood.put("gate", Map.of("approval", Map.of("quorum", "two")));
        String message = refusal(Map.of(
                "version", "2.4.0",
                "onFailure", "panic",
                "phases",
                        List.of(
                                dogfood,
                                Map.of("name", "beta", "exposure", 140),
                                Map.of("name", "canary", "exposure", 5, "bake", Map.of("duration", "soon")),
                                Map.of("name", "full", "gates", Map.of()))));

        assertThat(message, containsString("6 mistakes:"));
        assertThat(message, containsString("\n  - phase 'dogfood', gate.approval.quorum: 'two' is not a whole number"));
        assertThat(
                message,
                containsString("\n"
                        + "  - phase 'full', gates: is not known here; known are audience, bake, exposure,"
                        + " gate, name"));
        assertThat(message, containsString("\n  - phase 'canary', bake.duration: 'soon' is not a duration"));
        assertThat(message, containsString("\n  - onFailure: 'panic' is none of 'rollback', 'pause', 'stop'"));
        assertThat(message, containsString("\n  - application: is missing"));
        assertThat(message, containsString("\n  - phase 'beta', exposure: 140 is more than 100"));
    }

    @Test
    public void aMistakeIsSaidOnce() {
        String message = refusal(Map.of(
                "application", "shop", "version", "1", "phases", List.of(Map.of("name", "pilot", "exposure", "lots"))));
        assertThat(
                message,
                is("the rollout is refused: phase 'pilot', exposure: 'lots' is not a percentage;"
                        + " write it like 5, 0.5 or '5%'"));
    }

    @Test
    public void misspeltNamesAreNotPassedOver() {
        String message = refusal(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(Map.of("name", "full", "gate", Map.of("metricz", List.of())))));
        assertThat(
                message,
                containsString("phase 'full', gate.metricz: is not known here; known are approval,"
                        + " initialDelay, interval, metrics, passes"));
    }

    @Test
    public void wrongKindsAreNamed() {
        String message = refusal(Map.of(
                "application",
                "shop",
                "version",
                "1",
                "phases",
                List.of(
                        "canary",
                        Map.of("name", "a", "exposure", 1, "gate", "none"),
                        Map.of("name", "b", "exposure", 2, "gate", Map.of("metrics", List.of(Map.of("name", "x")))),
                        Map.of("name", "c", "exposure", 3, "bake", Map.of()),
                        Map.of("name", "d", "exposure", 4, "bake", Map.of("duration", "0s", "passes", 0)))));
        assertThat(message, containsString("phases[0]: is 'canary'; write a map: [name: 'canary', exposure: 5]"));
        assertThat(message, containsString("phase 'a', gate: is 'none'; write a map: gate: [name: value]"));
        assertThat(message, containsString("phase 'b', gate.metrics[0]: is a map; write what it is by its name"));
        assertThat(message, containsString("phase 'c', bake.duration: is missing; write how long, as in '30m'"));
        assertThat(message, containsString("phase 'd', bake.duration: '0s' is no time at all; write more than 0"));
        assertThat(message, containsString("phase 'd', bake.passes: 0 is less than 1"));
    }

    @Test
    public void aPhaseThatIsNotAListOfMapsIsRefused() {
        String message = refusal(Map.of("application", "shop", "version", "1", "phases", Map.of("name", "full")));
        assertThat(message, containsString("phases: is a map; write a list of maps"));
    }

    @Test
    public void audiencesAreReadAsMapsAndByTheirSymbol() throws Exception {
        Plan plan = plan(Map.of(
                "application", "shop",
                "version", "1",
                "audiences",
                        List.of(
                                Map.of(
                                        "name", "beta",
                                        "list", List.of("alice", 7),
                                        "rules",
                                                List.of(Map.of(
                                                        "attribute", "email",
                                                        "operator", "endsWith",
                                                        "values", "@example.com")),
                                        "percent", "2.5%",
                                        "hash", "flagd"),
                                Map.of("name", "unused", "percent", 1)),
                "phases", List.of(Map.of("name", "canary", "audience", "beta"), Map.of("name", "full"))));

        assertThat(
                plan.audiences(),
                is(List.of(new Audience(
                        "beta",
                        Set.of("alice", "7"),
                        List.of(new Audience.Rule("email", Audience.Operator.ENDS_WITH, List.of("@example.com"))),
                        new BigDecimal("2.5"),
                        "beta",
                        Audience.Hash.FLAGD))));
    }

    @Test
    public void theStepFormKeepsAllAudiences() throws Exception {
        Plan plan = plan(Map.of(
                "application", "shop",
                "version", "1",
                "audiences", List.of(Map.of("name", "beta", "percent", 1))));
        assertThat(plan.audiences().get(0).name(), is("beta"));
    }

    @Test
    public void mistakesOfAudiencesAreNamedWithTheirPlace() {
        String message = refusal(Map.of(
                "application", "shop",
                "version", "1",
                "audiences",
                        List.of(
                                Map.of("name", "beta", "percent", 140, "hash", "md5"),
                                Map.of("name", "gamma"),
                                Map.of("name", "delta", "rules", List.of(Map.of("attribute", "x", "operator", "is")))),
                "phases", List.of(Map.of("name", "full"))));
        assertThat(message, containsString("audience 'beta', percent: 140 is more than 100"));
        assertThat(message, containsString("audience 'beta', hash: 'md5' is none of 'unleash', 'flagd'"));
        assertThat(message, containsString("audience 'gamma': says of nobody that they are in"));
        assertThat(message, containsString("audience 'delta', rules[0].operator: 'is' is none of 'in', 'notIn'"));
        assertThat(message, containsString("audience 'delta', rules[0].values: is missing"));
    }

    @Test
    public void aSinglePhaseIsReadTheSameWay() throws Exception {
        var step = (PhaseStep) new PhaseStep.DescriptorImpl().newInstance(Map.of("name", "canary", "exposure", "5%"));
        assertThat(step.toPhase().exposureText(), is("5"));

        var wrong = (PhaseStep) new PhaseStep.DescriptorImpl()
                .newInstance(Map.of("name", "canary", "exposre", 5, "bake", Map.of("duration", "x")));
        String message = assertThrows(AbortException.class, wrong::toPhase).getMessage();
        assertThat(message, containsString("the phase is refused: 2 mistakes:"));
        assertThat(message, containsString("phase 'canary', exposre: is not known here"));
        assertThat(message, containsString("phase 'canary', bake.duration: 'x' is not a duration"));
        assertThat(message, not(containsString("exposure: is missing")));
    }

    private static String reach(Map<String, Object> phase) throws Exception {
        Phase read = plan(Map.of("application", "shop", "version", "1", "phases", List.of(phase)))
                .phases()
                .get(0);
        return read.audience() + ":" + read.exposureText();
    }

    private static Plan plan(Map<String, Object> arguments) throws Exception {
        return ((RolloutStep) new RolloutStep.DescriptorImpl().newInstance(arguments)).toPlan(Rules.STRICT, null);
    }

    private static String refusal(Map<String, Object> arguments) {
        return assertThrows(AbortException.class, () -> plan(arguments)).getMessage();
    }
}
