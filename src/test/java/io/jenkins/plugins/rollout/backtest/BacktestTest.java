package io.jenkins.plugins.rollout.backtest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.metric.Asking;
import io.jenkins.plugins.rollout.metric.CompareCriterion;
import io.jenkins.plugins.rollout.metric.JsonSource;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.metric.kayenta.KayentaCriterion;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

public class BacktestTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final Instant BEGIN = Instant.parse("2025-06-02T00:00:00Z");
    private static final Clock NOW = Clock.fixed(Instant.parse("2025-07-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Rule
    public final PastServer server = new PastServer();

    @Test
    public void aGateStopsAsOftenAsCountedByHand() {
        double[] values = spiky();
        server.on("errors", at -> values[minute(at)]);
        Plan plan = plan(phase("canary", 5, gate(3, threshold("error rate", "errors", 0.01))));

        Report.Tally tally = run(trial(plan, Duration.ofMinutes(7))).stages().get(0).past();

        // a gate of three rounds that tolerates no failure fails at the first of them that is above the limit
        int stopped = 0;
        int cut = 0;
        for (int start = 0; start < values.length; start += 7) {
            if (start + 2 > values.length) {
                cut++;
            } else if (Arrays.stream(values, start, Math.min(start + 3, values.length)).anyMatch(value -> value > 0.01)) {
                stopped++;
            }
        }
        assertThat(stopped, greaterThan(10));
        assertThat(tally.failed(), is(stopped));
        assertThat(tally.cut(), is(cut));
        assertThat(tally.passed(), is((values.length + 6) / 7 - stopped - cut));
        assertThat(tally.stopped().count(), is(stopped));
        assertThat(tally.seconds(), is(120L));
        assertThat(tally.stopped().disjoint(), is((values.length + 6) / 7 - cut));
    }

    @Test
    public void aFailureHasItsTimeAndItsReason() {
        server.on("errors", at -> minute(at) == 30 ? 0.4 : 0.001);
        Plan plan = plan(baking("canary", 5, Duration.ofMinutes(10), threshold("error rate", "errors", 0.01)));

        Report.Part bake = run(trial(plan, Duration.ofMinutes(5))).stages().get(0);

        assertThat(bake.stage(), is(Stage.BAKE));
        List<Instant> failed = bake.answers().stream()
                .filter(answer -> answer.outcome() == Outcome.FAIL)
                .map(Report.Answer::start)
                .toList();
        assertThat(failed, contains(at(20), at(25), at(30)));
        assertThat(bake.past().failures().get(0).first(), is(at(30)));
        assertThat(bake.past().failures().get(0).why(), containsString("0.4 is more than 0.01"));
        assertThat(bake.past().failures().get(0).criterion(), is("error rate"));
        // the three windows lie on one another: 20–30, 25–30; what they say is one thing
        assertThat(bake.past().stopped().disjoint() < bake.past().stopped().of(), is(true));
    }

    @Test
    public void harmIsCaughtInItsRound() {
        server.on("errors", at -> 0.008);
        Criterion patient = threshold("error rate", "errors", 0.01, 2);
        Plan plan = plan(baking("canary", 5, Duration.ofMinutes(30), patient));
        var trial = new Trial(
                plan, BEGIN, at(240), Duration.ofMinutes(30), Trial.WITHIN,
                List.of(Degradation.parse("error rate=+50%")), Duration.ofMinutes(10));

        Report report = run(trial);

        Report.Part bake = report.stages().get(0);
        assertThat(bake.past().failed(), is(0));
        // the harm begins at 10 minutes, and two failures are tolerated
        assertThat(bake.caught().median(), is(120L));
        assertThat(bake.caught().p90(), is(120L));
        assertThat(bake.caught().share().count(), is(8));
        assertThat(bake.caught().share().of(), is(8));
        assertThat(bake.answers().get(0).harmedAt(), is(at(12)));
        assertThat(report.whole().where(), contains(new Report.Stop("canary", Stage.BAKE, "5 %", 8)));
    }

    @Test
    public void harmThatIsAddedCountsInTheUnitOfTheSource() {
        server.on("queue", at -> 100);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("queue", "queue", 104.5))));
        Report.Caught four = caught(plan, "queue=+4");
        Report.Caught five = caught(plan, "queue=+5");
        assertThat(four.share().count(), is(0));
        assertThat(four.median(), is(nullValue()));
        assertThat(five.share().share(), is(1.0));
        assertThat(five.median(), is(0L));
    }

    private Report.Caught caught(Plan plan, String degradation) {
        return run(new Trial(
                        plan, BEGIN, at(60), MINUTE, Trial.WITHIN, List.of(Degradation.parse(degradation)), Duration.ZERO))
                .stages()
                .get(0)
                .caught();
    }

    @Test
    public void aGateThatLetItThroughBeforeIsTooEarly() {
        server.on("errors", at -> 0.008);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "errors", 0.01))));
        Report.Caught caught = run(new Trial(
                        plan, BEGIN, at(60), MINUTE, Trial.WITHIN, List.of(Degradation.parse("error rate=+50%")), MINUTE))
                .stages()
                .get(0)
                .caught();
        assertThat(caught.before(), is(60));
        assertThat(caught.share().count(), is(0));
    }

    @Test
    public void harmInAWholePlanBeginsWhenSomebodyHasTheVersion() {
        server.on("errors", at -> 0.008);
        Criterion errors = threshold("error rate", "errors", 0.01);
        Plan plan = plan(
                new Phase("dogfood", "employees", null, gate(1, errors), null),
                new Phase("canary", null, BigDecimal.valueOf(5), gate(5, errors), null));
        Report report = run(new Trial(
                plan, BEGIN, at(60), Duration.ofMinutes(10), Trial.WITHIN,
                List.of(Degradation.parse("error rate=+50%")), Duration.ofMinutes(3)));
        assertThat(report.whole().past().passed(), is(6));
        // dogfood is let through at once, its people have it, and canary's gate sees it three minutes later
        assertThat(report.whole().where(), contains(new Report.Stop("canary", Stage.GATE, "employees", 6)));
        assertThat(report.whole().caught().median(), is(0L));
        assertThat(report.whole().answers().get(0).harmedAt(), is(at(3)));
    }

    @Test
    public void aGapAsksAHumanAfterTheRoundsThatTheEngineWouldTake() {
        server.on("errors", at -> minute(at) >= 60 && minute(at) < 120 ? Double.NaN : 0.001);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "errors", 0.01))));
        Report.Part gate = run(trial(plan, Duration.ofMinutes(30))).stages().get(0);
        Report.Answer silent = gate.answers().get(2);
        assertThat(silent.outcome(), is(Outcome.INCONCLUSIVE));
        // rounds without data follow each other after 1, 2, 4 and 8 minutes; the fifth asks
        assertThat(silent.at(), is(at(75)));
        assertThat(silent.why(), containsString("no data for 'error rate' 5 times in a row"));
        assertThat(gate.past().doubts().get(0).count(), is(2));
        assertThat(gate.past().failed(), is(0));
    }

    @Test
    public void whatNeverHoldsIsUndecidedAndNeitherPassesNorFails() {
        server.on("errors", at -> minute(at) % 2 == 0 ? 0.001 : 0.4);
        Plan plan = plan(phase("canary", 5, gate(2, threshold("error rate", "errors", 0.01, 1_000))));
        var trial = new Trial(plan, BEGIN, at(120), Duration.ofMinutes(30), Duration.ofMinutes(40), List.of(), Duration.ZERO);
        Report.Tally tally = run(trial).stages().get(0).past();
        assertThat(tally.undecided(), is(3));
        assertThat(tally.cut(), is(1));
        assertThat(tally.passed() + tally.failed(), is(0));
    }

    @Test
    public void eachSourceIsAskedOnceForAllGatesThatLookThere() {
        server.on("errors", at -> 0.001);
        server.on("errors of 2.4.0 in canary", at -> 0.001);
        Criterion same = threshold("error rate", "errors", 0.01);
        Plan plan = plan(
                phase("dogfood", 1, gate(2, same)),
                phase("canary", 5, gate(1, same, threshold("own", "errors of {{version}} in {{phase}}", 0.01))),
                baking("full", 100, Duration.ofMinutes(10), same));
        Report report = run(trial(plan, Duration.ofMinutes(10)));
        assertThat(report.stages(), hasSize(3));
        assertThat(server.asked(), hasSize(2));
        assertThat(report.points(), is(2 * 1441L));
    }

    @Test
    public void whatCannotBeAskedAboutThePastIsNamedAndNotGuessed() {
        server.on("errors", at -> 0.001);
        var json = new JsonSource("$.v");
        json.setServer("shop");
        Plan plan = plan(
                phase("dogfood", 1, gate(1, threshold("now", json, 1, 0))),
                phase("canary", 5, gate(1, threshold("now", json, 1, 0), threshold("error rate", "errors", 0.01))));
        Report report = run(trial(plan, Duration.ofHours(1)));
        assertThat(report.stages().get(0).past(), is(nullValue()));
        assertThat(report.stages().get(0).leftOut().get(0).why(), startsWith("cannot be asked about the past: json 'shop'"));
        assertThat(report.stages().get(1).criteria(), contains("error rate"));
        assertThat(report.stages().get(1).past().passed(), is(24));
        assertThat(ReportText.table(report), containsString("canary, gate, 'now': cannot be asked about the past"));
        assertThat(run(trial(plan(plan.phases().get(0)), Duration.ofHours(1))).anything(), is(false));
    }

    @Test
    public void aSourceThatCannotBeAskedEndsItWithItsReason() {
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "sum(", 0.01))));
        PastUnavailable refused =
                assertThrows(PastUnavailable.class, () -> run(trial(plan, Duration.ofHours(1))));
        assertThat(refused.getMessage(), is("prometheus 'test': unknown query sum("));

        var nowhere = new Endpoints(
                new io.jenkins.plugins.rollout.policy.Servers() {
                    @Override
                    public java.util.Optional<io.jenkins.plugins.rollout.policy.Server> find(String kind, String name) {
                        return java.util.Optional.empty();
                    }

                    @Override
                    public List<String> names(String kind) {
                        return List.of("prod");
                    }
                },
                () -> Rules.STRICT,
                new BoundedHttp(HttpClient::newBuilder));
        PastUnavailable unknown = assertThrows(
                PastUnavailable.class,
                () -> Backtest.run(trial(plan, Duration.ofHours(1)), nowhere, Limits.COMMAND, NOW, Watcher.NOBODY));
        assertThat(unknown.getMessage(), is("prometheus: there is no server 'test'; there are: prod"));
    }

    @Test
    public void mistakesNameTheirFieldAndTheMend() {
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "errors", 0.01))));
        refused("from: 2025-06-03T00:00:00Z is not before to, 2025-06-02T00:00:00Z", () -> new Trial(
                plan, at(1440), BEGIN, MINUTE, Trial.WITHIN, List.of(), Duration.ZERO));
        refused("degrade: there is no criterion 'latency'; there are: error rate", () -> new Trial(
                plan, BEGIN, at(1), MINUTE, Trial.WITHIN, List.of(Degradation.parse("latency=+1")), Duration.ZERO));
        refused("degrade: 'error rate' is not a criterion and a change; write", () -> Degradation.parse("error rate"));
        refused("to: 2026-01-01T00:00:00Z has not come yet; write a time up to now", () -> run(new Trial(
                plan, BEGIN, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(1), Trial.WITHIN, List.of(),
                Duration.ZERO)));
        refused("step: 86400 starts are more than 50000", () -> run(trial(plan, Duration.ofSeconds(1))));
        refused("step: 500ms is not a number of whole seconds", () -> trial(plan, Duration.ofMillis(500)));
    }

    private static void refused(String words, org.junit.function.ThrowingRunnable what) {
        assertThat(assertThrows(IllegalArgumentException.class, what).getMessage(), startsWith(words));
    }

    @Test
    public void itStopsWhenNobodyWaitsForItAndWhenItAsksForTooMuch() {
        server.on("errors", at -> 0.001);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "errors", 0.01))));
        assertThrows(CancellationException.class, () -> Backtest.run(
                trial(plan, MINUTE), asking(), Limits.COMMAND, NOW, new Watcher() {
                    @Override
                    public boolean isCancelled() {
                        return true;
                    }
                }));
        var few = new Limits(100_000, 1_000, Duration.ofHours(1));
        assertThat(
                assertThrows(
                                PastUnavailable.class,
                                () -> Backtest.run(trial(plan, MINUTE), asking(), few, NOW, Watcher.NOBODY))
                        .getMessage(),
                startsWith("more than 1000 points of the past would have to be fetched; write"));
    }

    @Test
    public void aReportIsTablesJsonAndCsv() throws Exception {
        server.on("errors", at -> minute(at) == 0 ? 0.4 : 0.008);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("=error rate", "errors", 0.01))));
        Report report = run(new Trial(
                plan, BEGIN, at(120), Duration.ofHours(1), Trial.WITHIN,
                List.of(Degradation.parse("=error rate=+50%")), Duration.ZERO));
        String table = ReportText.table(report);
        assertThat(table, containsString("shop to production, version 2.4.0 (before it 2.3.1)"));
        assertThat(table, containsString("FAIL 1 time, first at 2025-06-02T00:00:00Z, '=error rate': 0.4 is more than 0.01"));
        var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(ReportText.json(report));
        assertThat(json.at("/stages/0/past/failed").asInt(), is(1));
        assertThat(json.at("/stages/0/answers/1/harmed").asText(), is("FAIL"));
        assertThat(json.at("/step").asText(), is("PT1H"));
        String[] lines = ReportText.csv(report).split("\r\n");
        assertThat(lines[1], is("canary,gate,2025-06-02T00:00:00Z,FAIL,2025-06-02T00:00:00Z,\"'=error rate\","
                + "\"'=error rate': 0.4 is more than 0.01\",FAIL,2025-06-02T00:00:00Z"));
        assertThat(report.whole(), is(notNullValue()));
    }

    @Test
    public void harmInAComparisonIsTheCandidatesAlone() {
        double[] candidate = around(10, 1);
        double[] baseline = around(10, 2);
        server.on("latency of 2.4.0", at -> candidate[minute(at)]);
        server.on("latency of 2.3.1", at -> baseline[minute(at)]);
        var source = new PrometheusSource("latency of {{version}}");
        source.setServer("test");
        var compare = new CompareCriterion("latency", source, "higher");
        compare.setTolerance("30%");
        Plan plan = plan(phase("canary", 5, gate(1, compare.toCriterion())));
        Report report = run(new Trial(
                plan, BEGIN, at(1440), Duration.ofHours(3), Trial.WITHIN, List.of(Degradation.parse("latency=+60%")),
                Duration.ZERO));

        Report.Part gate = report.stages().get(0);
        assertThat(gate.past().failed(), is(0));
        assertThat(gate.past().passed(), greaterThan(5));
        assertThat(gate.caught().share().share(), is(1.0));
        assertThat(gate.caught().median(), greaterThan(0L));
        assertThat(server.asked(), hasSize(2));
    }

    @Test
    public void harmInAnImportedCanaryConfigIsThatOfTheVersionsScope() {
        double[] candidate = around(10, 3);
        double[] baseline = around(10, 4);
        server.on("latency{version=\"2.4.0\"}", at -> candidate[minute(at)]);
        server.on("latency{version=\"2.3.1\"}", at -> baseline[minute(at)]);
        var canary = new KayentaCriterion("canary", """
                {"name": "shop", "configVersion": "1", "applications": ["shop"],
                 "judge": {"name": "NetflixACAJudge-v1.0", "judgeConfigurations": {}},
                 "metrics": [{"name": "latency", "groups": ["all"], "scopeName": "default",
                   "query": {"type": "prometheus", "customInlineTemplate": "PromQL:latency{version=\\"${scope}\\"}"},
                   "analysisConfigurations": {"canary": {"direction": "increase"}}}],
                 "classifier": {"groupWeights": {"all": 100}}}
                """);
        var where = new PrometheusSource(null);
        where.setServer("test");
        canary.setSources(List.of(where));
        Plan plan = plan(phase("canary", 5, gate(1, canary.toCriterion())));
        Report report = run(new Trial(
                plan, BEGIN, at(1440), Duration.ofHours(6), Trial.WITHIN, List.of(Degradation.parse("canary=+60%")),
                Duration.ZERO));
        Report.Part gate = report.stages().get(0);
        assertThat(gate.leftOut(), hasSize(0));
        assertThat(gate.past().failed(), is(0));
        assertThat(gate.past().passed(), greaterThan(0));
        assertThat(gate.caught().share().share(), is(1.0));
        assertThat(server.asked(), hasSize(2));
    }

    private static double[] around(double mean, long seed) {
        var random = new Random(seed);
        return random.doubles(1440).map(unused -> mean + 2 * random.nextGaussian()).toArray();
    }

    @Test
    public void whereNothingWasMeasuredNothingIsCaught() {
        server.on("errors", at -> Double.NaN);
        Plan plan = plan(phase("canary", 5, gate(1, threshold("error rate", "errors", 0.01))));
        var trial = new Trial(
                plan, BEGIN, at(60), Duration.ofMinutes(30), Trial.WITHIN, List.of(Degradation.parse("error rate=+1")),
                Duration.ZERO);
        Report report = run(trial);
        assertThat(report.stages().get(0).caught().share().count(), is(0));
        assertThat(report.stages().get(0).past().doubts().get(0).count(), is(2));
    }

    @Test
    public void intervalsAreWilsons() {
        Share none = Share.of(0, 100, 10);
        assertThat(none.lower(), is(0.0));
        // 1 - 1 / (1 + z² / n) for n = 10
        assertThat((double) Math.round(none.upper() * 1e4) / 1e4, is(0.2775));
        Share half = Share.of(50, 100, 100);
        assertThat((double) Math.round(half.lower() * 1e4) / 1e4, is(0.4038));
        assertThat((double) Math.round(half.upper() * 1e4) / 1e4, is(0.5962));
        assertThat(Share.of(0, 0, 0).share(), is(nullValue()));
    }

    private static double[] spiky() {
        var random = new Random(5);
        var values = new double[1440];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < 0.05 ? 0.02 : 0.001;
        }
        return values;
    }

    private static Instant at(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }

    private static int minute(Instant at) {
        return (int) Math.min(1439, Duration.between(BEGIN, at).toMinutes());
    }

    private Endpoints asking() {
        return Asking.of(server.uri()).endpoints();
    }

    private Report run(Trial trial) {
        return Backtest.run(trial, asking(), Limits.COMMAND, NOW, Watcher.NOBODY);
    }

    private static Trial trial(Plan plan, Duration step) {
        return new Trial(plan, BEGIN, at(1440), step, Trial.WITHIN, List.of(), Duration.ZERO);
    }

    private static Plan plan(Phase... phases) {
        return new Plan(
                "shop", "production", "2.4.0", "2.3.1", "", Plan.Form.PLAN, new ArrayList<>(List.of(phases)),
                Plan.OnFailure.ROLLBACK, Plan.OnAbort.ROLLBACK, Plan.IfBusy.WAIT);
    }

    private static Phase phase(String name, int exposure, Gate gate) {
        return new Phase(name, null, BigDecimal.valueOf(exposure), gate, null);
    }

    private static Phase baking(String name, int exposure, Duration duration, Criterion... criteria) {
        var bake = new Bake(duration, List.of(criteria), new Sampling(MINUTE, Duration.ZERO, 1));
        return new Phase(name, null, BigDecimal.valueOf(exposure), Gate.DEFAULT, bake);
    }

    /** People are asked in it, as they are in most. */
    private static Gate gate(int passes, Criterion... criteria) {
        return new Gate(List.of(criteria), new Sampling(MINUTE, Duration.ZERO, passes), Approval.DEFAULT);
    }

    private static Criterion threshold(String name, String query, double atMost) {
        return threshold(name, query, atMost, 0);
    }

    private static Criterion threshold(String name, String query, double atMost, int failureLimit) {
        var source = new PrometheusSource(query);
        source.setServer("test");
        return threshold(name, source, atMost, failureLimit);
    }

    private static Criterion threshold(String name, MetricSource source, double atMost, int failureLimit) {
        var criterion = new ThresholdCriterion(name, source);
        criterion.setAtMost(atMost);
        criterion.setFailureLimit(failureLimit);
        return criterion.toCriterion();
    }
}
