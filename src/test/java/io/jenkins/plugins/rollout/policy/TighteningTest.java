package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Sampling;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** A Jenkinsfile on top of a template: more is merged, less is refused. */
public class TighteningTest {
    private static final Criterion ERRORS = criterion("errors", 1);

    private final List<Problem> problems = new ArrayList<>();

    private static Criterion criterion(String name, int atMost) {
        var definition = JsonNodeFactory.instance.objectNode().put("$symbol", "threshold").put("atMost", atMost);
        return new Criterion(name, "threshold", "at most " + atMost, "somewhere", 0, 5, definition);
    }

    private static Approval approval(int quorum, String... from) {
        return new Approval(false, List.of(from), quorum, "");
    }

    private static Gate gate(Approval approval, Criterion... metrics) {
        return new Gate(List.of(metrics), Sampling.DEFAULT, approval);
    }

    private static Bake bake(int minutes, Criterion... metrics) {
        return new Bake(Duration.ofMinutes(minutes), List.of(metrics), Sampling.DEFAULT);
    }

    private static Phase phase(String name, Integer exposure, Gate gate, Bake bake) {
        return new Phase(name, null, exposure == null ? null : BigDecimal.valueOf(exposure), gate, bake);
    }

    private static final Phase CANARY = phase("canary", 5, gate(approval(2, "sre", "qa"), ERRORS), bake(30, ERRORS));
    private static final Phase FULL = phase("full", 100, gate(approval(1)), null);

    private static Tightening.Written written(Phase phase, String... fields) {
        return new Tightening.Written(phase, Set.of(fields));
    }

    private List<Phase> merge(Tightening.Written... written) {
        return Tightening.phases("web", List.of(CANARY, FULL), Arrays.asList(written), problems);
    }

    private Phase canary(Phase phase, String... fields) {
        return merge(written(phase, fields)).get(0);
    }

    private List<String> said() {
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    public void nothingWrittenIsTheTemplate() {
        assertThat(merge(), is(List.of(CANARY, FULL)));
        assertThat("a name alone changes nothing", canary(phase("canary", null, null, null), "name"), is(CANARY));
        assertThat(said(), empty());
    }

    @Test
    public void moreIsMerged() {
        Criterion latency = criterion("latency", 2);
        Phase merged = canary(
                phase("canary", 1, gate(approval(3, "sre"), latency), bake(60, latency)),
                "exposure", "gate.metrics", "gate.approval.quorum", "gate.approval.from", "bake.duration", "bake.metrics");
        assertThat(said(), empty());
        assertThat(
                merged,
                is(phase("canary", 1, gate(approval(3, "sre"), ERRORS, latency), bake(60, ERRORS, latency))));
    }

    @Test
    public void lessIsRefusedWithBothValues() {
        Phase loose = new Phase(
                "canary",
                "everybody",
                BigDecimal.TEN,
                new Gate(
                        List.of(criterion("errors", 99)),
                        new Sampling(Duration.ofMinutes(5), Duration.ofMinutes(9), 1),
                        approval(1, "interns")),
                bake(1));
        canary(
                loose, "audience", "exposure", "gate.metrics", "gate.interval", "gate.initialDelay", "gate.approval.quorum",
                "gate.approval.from", "bake.duration");
        assertThat(
                said(),
                contains(
                        "phase 'canary', audience: 'everybody' is not there in template 'web'",
                        "phase 'canary', exposure: 10 is more than 5 of template 'web'",
                        "phase 'canary', gate.metrics: 'errors' is another check than that of template 'web'; add one with a"
                                + " name of its own",
                        "phase 'canary', gate.interval: 5m is more than 1m of template 'web'",
                        "phase 'canary', gate.initialDelay: 9m is more than 0s of template 'web'",
                        "phase 'canary', gate.approval.from: 'interns' is not among sre, qa, whom template 'web' asks; write"
                                + " one more rule: rules: [[from: ['…']]]",
                        "phase 'canary', gate.approval.quorum: 1 is less than 2 of template 'web'",
                        "phase 'canary', bake.duration: 1m is less than 30m of template 'web'"));
    }

    @Test
    public void whatIsRefusedIsNotMergedEither() {
        assertThat(canary(phase("canary", 50, gate(Approval.AUTOMATIC), null), "exposure", "gate.approval.automatic"), is(CANARY));
        assertThat(
                said(),
                contains(
                        "phase 'canary', exposure: 50 is more than 5 of template 'web'",
                        "phase 'canary', gate.approval.automatic: true asks nobody, but template 'web' asks for 2"));
    }

    @Test
    public void rulesComeOnTop() {
        var legal = new Approval.Rule(List.of("legal"), 1);
        var more = new Approval(false, List.of(legal), true, 1, "read it", null, null, null, null, null);
        Approval merged = canary(
                        phase("canary", null, gate(more), null),
                        "gate.approval.rules", "gate.approval.inTurn", "gate.approval.message")
                .gate()
                .approval();
        assertThat(merged.rules(), contains(new Approval.Rule(List.of("sre", "qa"), 2), legal));
        assertThat(merged.inTurn(), is(true));
        assertThat(merged.message(), is("read it"));
    }

    @Test
    public void namesWidenWhereTheTemplateAsksAPermission() {
        merge(written(phase("full", null, gate(approval(1, "interns")), null), "gate.approval.from"));
        assertThat(
                said(),
                contains("phase 'full', gate.approval.from: 'interns' is not among everyone with the permission, whom"
                        + " template 'web' asks; write one more rule: rules: [[from: ['…']]]"));
    }

    @Test
    public void aSecondCircleOrALongerTimeWidens() {
        var escalating = new Approval(
                false, List.of(new Approval.Rule(List.of("sre"), 2)), false, 3, "", null, null, null,
                new Approval.Escalation(Duration.ofHours(1), List.of("everybody")), null);
        canary(
                phase("canary", null, gate(escalating), null),
                "gate.approval.escalate", "gate.approval.rejections");
        assertThat(
                said(),
                contains(
                        "phase 'canary', gate.approval.rejections: 3 is more than 1 of template 'web'",
                        "phase 'canary', gate.approval.escalate: asks everybody besides, but template 'web' asks nobody"
                                + " else"));
    }

    @Test
    public void questionsComeOnTopButDoNotReplace() {
        var ticket = new Question("ticket", Question.Kind.TEXT, "Ticket", null, false);
        var asking = new Approval(
                false, List.of(new Approval.Rule(List.of("sre"), 1)), false, 1, "", null, null, null, null, List.of(ticket));
        Phase base = phase("canary", 5, gate(asking), null);
        var easier = new Question("TICKET", Question.Kind.TEXT, "Ticket", null, true);
        var more = new Approval(
                false, List.of(new Approval.Rule(List.of(), 1)), false, 1, "", null, null, null, null,
                List.of(easier, new Question("risk", Question.Kind.YES_NO, "Risky?", null, false)));
        List<Phase> merged = Tightening.phases(
                "web", List.of(base), List.of(written(phase("canary", null, gate(more), null), "gate.approval.ask")), problems);
        assertThat(
                merged.get(0).gate().approval().ask().stream().map(Question::name).toList(), contains("ticket", "risk"));
        assertThat(said(), contains("phase 'canary', gate.approval.ask: 'TICKET' is another question than that of template"
                + " 'web'; add one with a name of its own"));
    }

    @Test
    public void aPhaseInBetweenIsAsStrictAsTheOneAfterIt() {
        Phase early = phase("early", 2, gate(approval(1), criterion("latency", 2)), null);
        List<Phase> merged = merge(
                written(early, "name", "exposure", "gate.metrics"),
                written(phase("canary", null, null, null), "name"),
                written(phase("half", 50, null, bake(5)), "name", "exposure", "bake.duration"),
                written(phase("full", null, null, null), "name"));
        assertThat(said(), empty());
        assertThat(merged.stream().map(Phase::name).toList(), contains("early", "canary", "half", "full"));
        assertThat(merged.get(0).gate().approval(), is(CANARY.gate().approval()));
        assertThat(merged.get(0).gate().metrics().size(), is(2));
        assertThat(merged.get(2), is(phase("half", 50, FULL.gate(), bake(5))));
    }

    @Test
    public void aPhaseInBetweenIsNoWayAroundTheGateAfterIt() {
        Phase early = new Phase("early", "everybody", BigDecimal.valueOf(100), gate(Approval.AUTOMATIC), null);
        merge(
                written(early, "name", "audience", "exposure", "gate.approval.automatic"),
                written(phase("canary", null, null, null), "name"));
        assertThat(
                said(),
                contains(
                        "phase 'early', audience: 'everybody' is not there in template 'web'",
                        "phase 'early', exposure: 100 is more than 5 of template 'web'",
                        "phase 'early', gate.approval.automatic: true asks nobody, but template 'web' asks for 2"));
    }

    @Test
    public void aPhaseMoreNeedsAPlace() {
        merge(written(phase("lost", 1, null, null), "name", "exposure"));
        merge(
                written(phase("full", null, null, null), "name"),
                written(phase("after", 100, null, null), "name", "exposure"));
        merge(
                written(phase("canary", null, null, null), "name"),
                written(phase("canary", null, null, null), "name"));
        assertThat(
                said(),
                contains(
                        "phase 'lost', name: is no phase of template 'web'; write a phase of it before or after this one, so"
                                + " that its place is known",
                        "phase 'after', name: stands after the last phase of template 'web'; put it before",
                        "phase 'canary', name: is used twice; every phase has a name of its own"));
    }

    @Test
    public void anAutomaticGateMayAskSomebody() {
        Phase base = phase("dogfood", 0, gate(Approval.AUTOMATIC, ERRORS), null);
        List<Phase> merged = Tightening.phases(
                "web",
                List.of(base),
                List.of(written(phase("dogfood", null, gate(approval(1, "qa")), null), "gate.approval.from")),
                problems);
        assertThat(said(), empty());
        assertThat(merged.get(0).gate(), is(gate(approval(1, "qa"), ERRORS)));
    }
}
