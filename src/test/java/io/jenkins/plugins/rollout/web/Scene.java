package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.analysis.Thinned;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Rules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A rollout at some moment, made of its events: for tests of what people see. Time passes as it is told. */
public final class Scene {
    public static final String EVIDENCE = "sha256:9f2c4be1a7d03c5e88b16f0a2d7741e0c3b59a6f1e4d8c72b0a9356de1f4c08b";
    public static final Actor ALICE = person("alice", "Alice Moreau");
    public static final Actor BOB = person("bob", "Bob Ferreira");

    /** Of QA. */
    public static final Actor QUINN = new Actor("quinn", "Quinn Adeyemi", "page", Set.of("qa"), Set.of());

    /** Of SRE; stands in for Dora, who is away. */
    public static final Actor SAM = new Actor("sam", "Sam Ortiz", "link", Set.of("sre"), Set.of(), false, List.of(
            new StandIn("dora", "Dora Okafor", Set.of("sre"), Set.of(), Instant.now().plus(Duration.ofDays(9)))));

    /** So long {@link #done} takes. */
    private static final int DONE_SECONDS = 20 + 8 * 60 + 4 + 10 * 60;

    private final List<Entry> entries = new ArrayList<>();
    private final Random random = new Random(7);
    private Instant now;
    private int round;

    private Scene(Instant start) {
        now = start;
    }

    private static Actor person(String id, String name) {
        return new Actor(id, name, "page", Set.of("release-managers"), EnumSet.allOf(RolloutPermission.class));
    }

    public static Scene of(Plan plan) {
        return begun(Duration.ofHours(1), plan);
    }

    private static Scene begun(Duration ago, Plan plan) {
        var scene = new Scene(Instant.now().minus(ago));
        var carol = new Actor("carol", "Carol Weiss", "build", Set.of(), Set.of());
        scene.happened(carol, new Event.RolloutDeclared("shop-12-1", "shop #12", plan, Set.of("carol")));
        return scene.happened(new Event.RolloutStarted(null));
    }

    /** Five phases, as in the design. */
    public static Plan fivePhases() {
        Criterion errors = criterion("error rate", "at most 0.01", "atMost", 0.01,
                "prometheus 'prod': sum(rate(http_requests_total{version=\"2.4.0\",code=~\"5..\"}[5m]))");
        Criterion latency = criterion("latency p95", "at most 0.4", "atMost", 0.4,
                "openMetrics 'shop': latency_seconds quantile 0.95");
        var managers = new Approval(false, List.of("release-managers"), 1, "");
        var both = new Approval(false, List.of("release-managers", "sre"), 2,
                "Please look at the checkout funnel before you answer.");
        var minutely = new Sampling(Duration.ofMinutes(1), Duration.ZERO, 3);
        return plan(Plan.Form.PLAN, List.of(
                new Phase("dogfood", "employees", null, new Gate(List.of(), null, managers), null),
                new Phase("alpha", null, new BigDecimal("2"), new Gate(List.of(errors), null, managers), null),
                new Phase("beta", "beta-testers", new BigDecimal("15"),
                        new Gate(List.of(errors, latency), null, managers), null),
                new Phase("canary", null, new BigDecimal("25"), new Gate(List.of(errors, latency), minutely, both),
                        new Bake(Duration.ofMinutes(30), List.of(errors, latency), Sampling.DEFAULT)),
                new Phase("full", null, new BigDecimal("100"), new Gate(List.of(errors), null, both), null)));
    }

    public static Plan plan(Plan.Form form, List<Phase> phases) {
        return new Plan("checkout", "production", "2.4.0", "2.3.9",
                "sha256:41d0c85bb0dfe2a4a39ff0a17cd2fb4e7d5b9f08", form, phases, null, null, null);
    }

    public static Criterion criterion(String name, String limit, String field, double number, String source) {
        JsonNode definition = JsonNodeFactory.instance.objectNode().put("$symbol", "threshold").put(field, number);
        return new Criterion(name, "threshold", limit, source, 1, 5, definition);
    }

    public Scene happened(Event event) {
        return happened(Actor.ENGINE, event);
    }

    public Scene happened(Actor by, Event event) {
        entries.add(new Entry(entries.size() + 1, now, by, event));
        return this;
    }

    public Scene minutesLater(int minutes) {
        now = now.plus(Duration.ofMinutes(minutes));
        return this;
    }

    public Scene secondsLater(int seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    /** One round, of values that hold. */
    public Scene measured(String phase, Stage stage, int attempt, double errors, double latency) {
        round++;
        return happened(new Event.RoundMeasured(phase, stage, attempt, round, List.of(
                reading("error rate", errors, 0.01), reading("latency p95", latency, 0.4))));
    }

    public Scene measured(String phase, Stage stage, List<Reading> readings) {
        round++;
        return happened(new Event.RoundMeasured(phase, stage, 1, round, readings));
    }

    private Reading reading(String name, double value, double limit) {
        return value <= limit
                ? new Reading(name, Verdict.PASS, value, value + " is at most " + limit, now)
                : new Reading(name, Verdict.FAIL, value, value + " is more than " + limit, now);
    }

    /** A round a minute. */
    public Scene minutesMeasured(int minutes, String phase, Stage stage) {
        for (int i = 0; i < minutes; i++) {
            minutesLater(1);
            double errors = round(0.0034 + random.nextGaussian() * 0.0012);
            measured(phase, stage, 1, errors, round(0.28 + random.nextGaussian() * 0.03));
        }
        return this;
    }

    private static double round(double value) {
        return Math.max(0, Math.round(value * 1e6) / 1e6);
    }

    /** A phase from its gate to its end. */
    public Scene done(String phase, Actor approver, String comment) {
        happened(new Event.GateOpened(phase, 1)).secondsLater(20);
        happened(new Event.ApprovalRequested(phase, 1, EVIDENCE)).minutesLater(8);
        happened(approver, new Event.ApprovalGiven(phase, EVIDENCE, comment));
        happened(new Event.GatePassed(phase));
        deployed(phase).minutesLater(10);
        return happened(new Event.PhaseDone(phase));
    }

    public Scene deployed(String phase) {
        var router = new TargetRef("http edge router", Ability.ANYTHING, JsonNodeFactory.instance.objectNode().put("url", "edge"));
        happened(new Event.DeployStarted(phase, 1));
        happened(new Event.OperationStarted(phase, phase + "-d1", Action.DEPLOY, router, 1)).secondsLater(4);
        happened(new Event.OperationEnded(phase, phase + "-d1", TargetAnswer.done("weights set"), null));
        happened(new Event.BlockEnded(phase, Action.DEPLOY, 1, true, ""));
        return happened(new Event.PhaseDeployed(phase));
    }

    /** Three phases are done, the canary has one of two approvals. */
    public static Scene asking() {
        return asking(Duration.ofSeconds(20));
    }

    private static Scene asking(Duration ago) {
        return beforeCanary(ago.plusMinutes(30))
                .minutesMeasured(24, "canary", Stage.GATE)
                .happened(new Event.ApprovalRequested("canary", 1, EVIDENCE))
                .minutesMeasured(3, "canary", Stage.GATE)
                .happened(ALICE, new Event.ApprovalGiven("canary", EVIDENCE, "Error rate is flat, go."))
                .minutesMeasured(3, "canary", Stage.GATE);
    }

    /** QA has said yes with answers, one of SRE for another, one no is not enough, and heads are asked by now. */
    public static Scene rules() {
        var approval = new Approval(
                false,
                List.of(new Approval.Rule(List.of("qa"), 1),
                        new Approval.Rule(List.of("sre", "bob"), RolloutPermission.OVERRIDE, 2, false),
                        new Approval.Rule(List.of("release-managers"), 1)),
                true,
                2,
                "Please look at the checkout funnel before you answer.",
                Duration.ofHours(4),
                OnExpiry.PAUSE,
                Duration.ofMinutes(45),
                new Approval.Escalation(Duration.ofMinutes(50), List.of("heads-of-engineering")),
                List.of(new Question("risk", Question.Kind.CHOICE, "How risky is {{version}}?",
                                List.of("low", "medium", "high"), false),
                        new Question("ticket", Question.Kind.TEXT, "Which change ticket?", List.of(), true),
                        new Question("told", Question.Kind.YES_NO, "Is support told?", List.of(), false)));
        var gate = new Gate(List.of(), null, approval);
        var plan = plan(Plan.Form.PLAN, List.of(
                new Phase("canary", null, new BigDecimal("5"), gate, null),
                new Phase("full", null, new BigDecimal("100"), gate, null)));
        return begun(Duration.ofMinutes(60), plan.from("web-service"))
                .happened(new Event.GateOpened("canary", 1))
                .happened(new Event.ApprovalRequested("canary", 1, EVIDENCE))
                .minutesLater(20)
                .happened(QUINN, new Event.ApprovalGiven("canary", EVIDENCE, "Regression is green.",
                        Map.of("risk", "low", "ticket", "OPS-1207", "told", "true"), null, false))
                .minutesLater(20)
                .happened(SAM, new Event.ApprovalGiven("canary", EVIDENCE, "", Map.of("risk", "medium", "told", "false"),
                        "dora", false))
                .happened(person("erik", "Erik Lund"), new Event.RejectionGiven("canary", "Not on a Friday."))
                .minutesLater(5)
                .happened(new Event.ApproversReminded("canary", 1))
                .minutesLater(5)
                .happened(new Event.ApprovalEscalated("canary", List.of("heads-of-engineering")))
                .minutesLater(5);
    }

    /** All approvals of the canary are given, and a calendar holds it until tomorrow. */
    public static Scene closed() {
        Scene scene = asking(Duration.ofMinutes(5)).happened(BOB, new Event.ApprovalGiven("canary", EVIDENCE, ""));
        return scene.happened(new Event.WindowAwaited(
                "canary",
                "outside the hours of calendar 'business' (Mon-Fri 09:00-17:00 Europe/Lisbon)",
                scene.now.plus(Duration.ofHours(14))));
    }

    /** A freeze without end holds the first phase. */
    public static Scene frozen() {
        return begun(Duration.ofMinutes(3), fivePhases())
                .happened(new Event.WindowAwaited("dogfood", "freeze 'incident-812': payments are down", null));
    }

    /** It goes past the calendar, by more people. */
    public static Scene hotfix() {
        return closed()
                .happened(BOB, new Event.HotfixDeclared(
                        "CVE-2026-1234 is being used", List.of(new Approval.Rule(List.of("heads-of-engineering", "sre"), 3))))
                .happened(new Event.ApprovalRequested("canary", 2, EVIDENCE));
    }

    public static Scene beforeCanary() {
        return beforeCanary(Duration.ofSeconds(20));
    }

    private static Scene beforeCanary(Duration ago) {
        return begun(ago.plus(Duration.ofSeconds(3 * DONE_SECONDS)), fivePhases())
                .done("dogfood", ALICE, "Used it since Friday, all well.")
                .done("alpha", BOB, "")
                .done("beta", ALICE, "Feedback is good.")
                .happened(new Event.GateOpened("canary", 1));
    }

    /** The canary bakes since twelve minutes. */
    public static Scene baking() {
        Scene scene = asking(Duration.ofMinutes(12))
                .happened(BOB, new Event.ApprovalGiven("canary", EVIDENCE, ""))
                .happened(new Event.GatePassed("canary"))
                .deployed("canary");
        return scene.happened(new Event.BakeStarted("canary", 1, scene.now.plus(Duration.ofMinutes(30))))
                .minutesMeasured(11, "canary", Stage.BAKE);
    }

    /** A bake that compares, and a gate that judges a percentile. */
    public static Scene comparing(Verdict verdict) {
        JsonNode definition = JsonNodeFactory.instance.objectNode().put("$symbol", "compare").put("tolerance", "10%");
        var latency = new Criterion(
                "latency", "compare", "at most 10% above the baseline",
                "prometheus 'prod': avg(latency_seconds{version=\"{{version}}\"}), beside the previous version", 0, 5,
                definition);
        Criterion p95 = criterion("latency p95", "p95 over 10m at most 0.5", "atMost", 0.5,
                "prometheus 'prod': latency_seconds{quantile=\"0.95\"}");
        var gate = new Gate(List.of(p95, latency), null, new Approval(false, List.of("release-managers"), 1, ""));
        var plan = plan(Plan.Form.PLAN, List.of(
                new Phase("canary", null, new BigDecimal("5"), gate,
                        new Bake(Duration.ofMinutes(30), List.of(latency), Sampling.DEFAULT)),
                new Phase("full", null, new BigDecimal("100"), Gate.DEFAULT, null)));
        Scene scene = begun(Duration.ofMinutes(40), plan).happened(new Event.GateOpened("canary", 1)).minutesLater(32);
        scene.measured("canary", Stage.GATE, List.of(scene.percentile(), scene.comparison(verdict)));
        return verdict == Verdict.PASS
                ? scene.happened(new Event.ApprovalRequested("canary", 1, EVIDENCE))
                : scene;
    }

    private Reading percentile() {
        double[] values = wave(48, 0.4, 0.05);
        var chart = Thinned.chart(now.minusSeconds(48 * 15), Duration.ofSeconds(15), values, new double[0]);
        var estimate = new Estimate(
                "percentile", 0.452, null, null, null, 0.5, null, null, null, 48, null, null, null, chart);
        return new Reading("latency p95", Verdict.PASS, 0.452,
                "p95 over 10m, of 48 samples: 0.452 is at most 0.5", now, estimate);
    }

    private Reading comparison(Verdict verdict) {
        double worse = verdict == Verdict.FAIL ? 0.11 : verdict == Verdict.PASS ? 0.004 : 0.021;
        double width = verdict == Verdict.WAITING ? 0.034 : 0.018;
        double[] baseline = wave(32, 0.371, 0.02);
        double[] candidate = wave(32, 0.371 + worse, 0.03);
        candidate[11] = Double.NaN;
        var estimate = new Estimate(
                "sequential", worse, worse - width, worse + width, null, 0.0371, 0.98, 0.371 + worse, 0.371, 31, 32L, 14.2,
                verdict == Verdict.WAITING ? 40L : 0L,
                Thinned.chart(now.minusSeconds(32 * 60), Duration.ofMinutes(1), candidate, baseline));
        String why = switch (verdict) {
            case FAIL -> "the candidate is higher than the baseline by more than 10%, that is certain";
            case PASS -> "more than 10% above the baseline is ruled out";
            default -> "between 3.5 % less and 14.8 % more than the baseline; about 40 more samples decide";
        };
        return new Reading("latency", verdict, worse, why, now, estimate);
    }

    private double[] wave(int points, double around, double by) {
        var values = new double[points];
        for (int i = 0; i < points; i++) {
            values[i] = around + by * (0.6 * Math.sin(i / 3.0) + 0.4 * random.nextGaussian());
        }
        return values;
    }

    /** The bake failed, and the canary could not be undone. */
    public static Scene stuck() {
        var router = new TargetRef("http edge router", Ability.ANYTHING, JsonNodeFactory.instance.objectNode().put("url", "edge"));
        return baking()
                .measured("canary", Stage.BAKE, 1, 0.0141, 0.31)
                .measured("canary", Stage.BAKE, 1, 0.0151, 0.32)
                .happened(new Event.StageFailed(
                        "canary", Stage.BAKE, "'error rate' failed 2 times: 0.0151 is more than 0.01"))
                .happened(new Event.RollbackStarted(
                        Result.FAILURE, "phase 'canary', bake failed: 0.0151 is more than 0.01"))
                .happened(new Event.UndoStarted("canary", 1))
                .happened(new Event.OperationStarted("canary", "canary-u1", Action.UNDO, router, 9))
                .happened(new Event.OperationEnded(
                        "canary", "canary-u1", TargetAnswer.failed("HTTP 500 from edge: no such pool"), null))
                .happened(new Event.PhaseNotUndone(
                        "canary", "http edge router: HTTP 500 from edge: no such pool", true))
                .happened(new Event.UndoStarted("beta", 1))
                .happened(new Event.PhaseUndone("beta"))
                .happened(new Event.UndoStarted("alpha", 1))
                .happened(new Event.PhaseUndone("alpha"))
                .happened(new Event.UndoStarted("dogfood", 1))
                .happened(new Event.PhaseUndone("dogfood"))
                .happened(new Event.RollbackEnded(false))
                .happened(new Event.Held(HoldKind.UNDO, "canary", Stage.UNDO, "http edge router: HTTP 500 from edge"));
    }

    public static Scene ended() {
        return of(plan(Plan.Form.PLAN, List.of(new Phase("full", null, new BigDecimal("100"), Gate.DEFAULT, null))))
                .done("full", ALICE, "")
                .happened(new Event.RolloutEnded(Result.SUCCESS, "all phases are done"));
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    Timeline timeline() {
        var timeline = new Timeline();
        timeline.accept(entries);
        return timeline;
    }

    static Viewer viewer(Actor actor) {
        return new Viewer(actor, false, Rules.STRICT, "shop #12", "/job/shop/12/");
    }

    /** The JSON that the person sees. */
    public JsonNode seenBy(Actor actor) {
        return new StateView(timeline(), viewer(actor)).json(Instant.now());
    }

    /** The same, as it stands in the page. */
    public String inPageOf(Actor actor) {
        return Answer.inPage(seenBy(actor));
    }

    /** What {@code GET events} answers. */
    public JsonNode eventsAfter(long sequence, Actor actor) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("sequence", entries.size());
        json.put("more", false);
        var events = json.putArray("events");
        timeline().after(sequence).orElseThrow().forEach(told -> events.add(StateView.event(told)));
        json.set("state", seenBy(actor));
        return json;
    }
}
