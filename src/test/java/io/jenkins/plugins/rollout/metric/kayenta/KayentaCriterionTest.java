package io.jenkins.plugins.rollout.metric.kayenta;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.metric.Asking;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.OpenMetricsSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.Sample;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.metric.Sampler;
import io.jenkins.plugins.rollout.metric.Unusable;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Test;

public class KayentaCriterionTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");

    static String config() {
        try (InputStream in = KayentaCriterionTest.class.getResourceAsStream("canary.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static KayentaCriterion criterion(String config) {
        var criterion = new KayentaCriterion("canary", config);
        var prometheus = new PrometheusSource(null);
        prometheus.setServer("prod");
        criterion.setSources(List.of(prometheus));
        criterion.setParameters(List.of("namespace=shop"));
        return criterion;
    }

    /** Values by query and time; NaN where nothing was measured. */
    private static Reading read(
            KayentaCriterion criterion, int minutes, String previous, ToDoubleBiFunction<String, Instant> values) {
        var asking = Asking.of(URI.create("http://127.0.0.1:9/"));
        SampleRequest base = asking.request();
        Clock clock = Clock.fixed(SINCE.plus(Duration.ofMinutes(minutes)), ZoneOffset.UTC);
        var situation = new Situation("r1", "shop", "production", "2.4.0", previous, "canary", "5", "");
        var sampler = new Sampler() {
            @Override
            public CompletionStage<Sample> sample(MetricSource source, SampleRequest request) {
                throw new AssertionError("only series are asked for");
            }

            @Override
            public CompletionStage<Sample> series(MetricSource source, SampleRequest request, Window window) {
                String query = request.fill(((PrometheusSource) source).getQuery());
                var points = new ArrayList<Sample.Point>();
                for (Instant at = window.from(); !at.isAfter(window.to()); at = at.plus(window.step())) {
                    double value = values.applyAsDouble(query, at);
                    if (Double.isFinite(value)) {
                        points.add(new Sample.Point(value, at));
                    }
                }
                return CompletableFuture.completedFuture(
                        points.isEmpty()
                                ? new Sample.NoData("prometheus 'prod': there is no number", request.now())
                                : new Sample.Series(points, request.now()));
            }
        };
        return criterion.read(new SampleRequest(
                        situation, base.endpoints(), base.memory(), clock, base.gap(), SINCE, sampler))
                .toCompletableFuture()
                .join();
    }

    private static double noise(String query, Instant at) {
        return new Random(query.hashCode() * 31L + at.getEpochSecond()).nextGaussian();
    }

    /** Both sides are alike, but for what is said of the new version's latency and errors. */
    private static ToDoubleBiFunction<String, Instant> shop(double slower, double moreErrors) {
        return (query, at) -> {
            boolean ours = query.contains("2.4.0");
            double usual = query.startsWith("avg(request_seconds") ? 10 + (ours ? slower : 0) : 5 + (ours ? moreErrors : 0);
            return usual + noise(query, at);
        };
    }

    @Test
    public void queriesAreThoseOfKayenta() {
        var asked = new ArrayList<String>();
        read(criterion(config()), 1, "2.3.1", (query, at) -> {
            asked.add(query);
            return 1;
        });
        assertThat(asked, hasItem(
                "avg(request_seconds{job=\"shop\",version=\"2.4.0\",namespace=\"shop\",quantile=\"0.95\"})"));
        assertThat(asked, hasItem("sum(rate(errors_total{version=\"2.3.1\"}[5m]))"));
        assertThat(asked.size(), is(4));
    }

    @Test
    public void itWaitsForItsLifetimeAndThenJudgesOnce() {
        Reading waiting = read(criterion(config()), 59, "2.3.1", shop(0, 0));
        assertThat(waiting.verdict(), is(Verdict.WAITING));
        assertThat(waiting.why(), is("measured 59 of 60 steps"));
        assertThat(waiting.estimate().wanted(), is(1L));
        Reading passed = read(criterion(config()), 60, "2.3.1", shop(0, 0));
        assertThat(passed.why(), passed.verdict(), is(Verdict.PASS));
        assertThat(passed.value(), is(100.0));
        assertThat(passed.estimate().lowest(), is(95.0));
        assertThat(passed.estimate().samples(), is(60L));
        assertThat(read(criterion(config()), 90, "2.3.1", shop(0, 0)).verdict(), is(Verdict.PASS));
    }

    @Test
    public void theScoreFollowsItsGroups() {
        Reading slow = read(criterion(config()), 60, "2.3.1", shop(5, 0));
        assertThat(slow.verdict(), is(Verdict.FAIL));
        assertThat(slow.value(), is(60.0));
        assertThat(slow.why(), containsString("'latency' High (higher by 4."));
        KayentaCriterion lenient = criterion(config());
        lenient.setMarginal(50.0);
        assertThat(read(lenient, 60, "2.3.1", shop(5, 0)).verdict(), is(Verdict.INCONCLUSIVE));
        lenient.setPass(60.0);
        assertThat(read(lenient, 60, "2.3.1", shop(5, 0)).verdict(), is(Verdict.PASS));
    }

    @Test
    public void aCriticalMetricEndsIt() {
        Reading bad = read(criterion(config()), 60, "2.3.1", shop(0, 5));
        assertThat(bad.verdict(), is(Verdict.FAIL));
        assertThat(bad.value(), is(0.0));
        assertThat(bad.why(), containsString("'errors' High (critically higher"));
    }

    @Test
    public void anIntervalMayEndItEarly() {
        KayentaCriterion criterion = criterion(config());
        criterion.setAnalysisInterval("20m");
        criterion.setMinimumSamples(20);
        assertThat(read(criterion, 19, "2.3.1", shop(0, 5)).verdict(), is(Verdict.WAITING));
        assertThat(read(criterion, 20, "2.3.1", shop(0, 5)).verdict(), is(Verdict.FAIL));
        assertThat("nothing passes early", read(criterion, 20, "2.3.1", shop(0, 0)).verdict(), is(Verdict.WAITING));
    }

    @Test
    public void harmInTheNextLifetimeIsSeenAtItsEnd() {
        ToDoubleBiFunction<String, Instant> later = (query, at) ->
                shop(at.isAfter(SINCE.plus(Duration.ofMinutes(60))) ? 5 : 0, 0).applyAsDouble(query, at);
        assertThat(read(criterion(config()), 119, "2.3.1", later).verdict(), is(Verdict.PASS));
        assertThat(read(criterion(config()), 120, "2.3.1", later).verdict(), is(Verdict.FAIL));
    }

    @Test
    public void aSideThatFellSilentLetsNothingThrough() {
        ToDoubleBiFunction<String, Instant> dead = (query, at) -> at.isAfter(SINCE.plus(Duration.ofMinutes(60)))
                ? Double.NaN : shop(0, 0).applyAsDouble(query, at);
        assertThat(read(criterion(config()), 69, "2.3.1", dead).verdict(), is(Verdict.PASS));
        Reading silent = read(criterion(config()), 70, "2.3.1", dead);
        assertThat(silent.verdict(), is(Verdict.NO_DATA));
        assertThat(silent.why(), is("'latency': nothing was measured of one side in the last 10 steps"));
    }

    @Test
    public void withoutDataNothingPassesUnlessStrict() {
        ToDoubleBiFunction<String, Instant> silent = (query, at) -> query.startsWith("avg(request_seconds")
                ? Double.NaN : shop(0, 0).applyAsDouble(query, at);
        Reading early = read(criterion(config()), 30, "2.3.1", silent);
        assertThat(early.why(), containsString("no data yet: 'latency': candidate: prometheus 'prod': there is no number"));
        Reading ours = read(criterion(config()), 60, "2.3.1", silent);
        assertThat(ours.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(ours.why(), containsString("'latency' Nodata"));
        assertThat(read(criterion(config()), 60, "2.3.1", (query, at) -> Double.NaN).verdict(), is(Verdict.NO_DATA));
        KayentaCriterion strict = criterion(config().replace("\"critical\": true, ", ""));
        strict.setStrictKayenta(true);
        Reading kayenta = read(strict, 60, "2.3.1", (query, at) -> query.startsWith("avg(request_seconds")
                ? shop(0, 0).applyAsDouble(query, at) : Double.NaN);
        assertThat("what replaces NaN passes on nothing", kayenta.verdict(), is(Verdict.PASS));
        assertThat(
                read(criterion(config()), 60, "2.3.1", (query, at) -> query.startsWith("avg(request_seconds")
                                ? shop(0, 0).applyAsDouble(query, at) : Double.NaN)
                        .verdict(),
                is(Verdict.INCONCLUSIVE));
    }

    @Test
    public void withoutAVersionBeforeAHumanIsAsked() {
        Reading reading = read(criterion(config()), 60, "", shop(0, 0));
        assertThat(reading.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(reading.why(), startsWith("there is no version before 2.4.0 to compare with"));
    }

    @Test
    public void whatFailsNamesTheMetric() {
        var asking = Asking.of(URI.create("http://127.0.0.1:9/"));
        SampleRequest base = asking.at(60).request();
        try {
            criterion(config()).read(base).toCompletableFuture().join();
            throw new AssertionError("there is no server");
        } catch (CompletionException e) {
            Throwable failure = HttpFailure.unwrap(e);
            assertThat(failure instanceof Unusable, is(true));
            assertThat(failure.getMessage(), startsWith("'latency': "));
        }
    }

    @Test
    public void everythingWrongIsSaidBeforeAnythingIsDeployed() {
        assertThat(problems(criterion("")), is("config: is missing; write the JSON text of a canary config"));
        assertThat(problems(criterion("{")), startsWith("config: is not JSON in line 1"));
        assertThat(problems(criterion("[]")), containsString("is not a JSON object"));
        assertThat(problems(criterion("{}")), is("config: metrics: is missing or empty"));
        assertThat(problems(criterion(" ".repeat(10) + "x".repeat(300_000))), containsString("is longer than"));
        assertThat(
                problems(criterion(config().replace("\"prometheus\",", "\"atlas\","))),
                containsString("config: metric 'latency' a query of type 'atlas' cannot be asked here"));
        assertThat(
                problems(criterion(config().replace("NetflixACAJudge-v1.0", "MyJudge"))),
                containsString("judge 'MyJudge' is not known"));
        assertThat(
                problems(criterion(config().replace("\"latency\"", "\"errors\""))),
                containsString("metric 'errors': is there twice"));
        assertThat(
                problems(criterion(config().replace("\"critical\": true", "\"critical\": \"yes\""))),
                containsString("metric 'errors': critical: \"yes\" is neither true nor false"));
        assertThat(
                problems(criterion(config().replace("1.1", "\"more\""))),
                containsString("metric 'latency': allowedIncrease: \"more\" is not a number"));
        assertThat(
                problems(criterion(config().replace("\"scopeName\": \"default\"", "\"scopeName\": \"east\""))),
                containsString("scopeName 'east' is not known"));
        assertThat(
                problems(criterion(config().replace("\"errors\": 60", "\"errors\": 70"))),
                containsString("groupWeights: together they are 110.0, not 100"));
        assertThat(
                problems(criterion(config().replace("PromQL:sum(rate(errors_total{version=\\\"${scope}\\\"}[5m]))", "PromQL:up"))),
                containsString("metric 'errors' asks the same for both sides; write ${scope} into its template"));
    }

    @Test
    public void allOurStoresCanBeAsked() {
        String metric = """
                {"name": "%s", "groups": ["all"], "query": %s, "analysisConfigurations": {"canary": {}}}""";
        String all = """
                {"metrics": [%s], "classifier": {"groupWeights": {"all": 100}}}"""
                .formatted(String.join(",", List.of(
                        metric.formatted("g", """
                                {"type": "graphite", "metricName": "shop.$scope.p95"}"""),
                        metric.formatted("d", """
                                {"type": "datadog", "metricName": "avg:load"}"""),
                        metric.formatted("n", """
                                {"type": "newrelic", "select": "average(duration) FROM Transaction", "q": "appName = 'shop'"}"""),
                        metric.formatted("i", """
                                {"type": "influxdb", "metricName": "requests", "fields": ["p95"]}"""))));
        var criterion = new KayentaCriterion("canary", all);
        criterion.setSources(List.of(
                source("graphite", Map.of("server", "prod")),
                source("datadog", Map.of("server", "prod")),
                source("newRelic", Map.of("server", "prod", "account", "1234567")),
                source("influxDb", Map.of("server", "prod", "database", "shop"))));
        criterion.setCandidateScope("version:{{version}}");
        criterion.setBaselineScope("version:{{previousVersion}}");
        criterion.setParameters(List.of("_scope_key=version"));
        assertThat(problems(criterion), is(""));
    }

    private static MetricSource source(String symbol, Map<String, String> fields) {
        ObjectNode definition = new ObjectMapper().createObjectNode().put("$symbol", symbol);
        fields.forEach(definition::put);
        return Definitions.fromJson(definition, MetricSource.class);
    }

    @Test
    public void fieldsAreChecked() {
        KayentaCriterion criterion = criterion(config());
        criterion.setParameters(List.of("namespace"));
        assertThat(problems(criterion), containsString("parameters: 'namespace' is not understood; write name=value"));
        assertThat(problems(criterion), containsString("nothing says what ${namespace} is"));
        criterion = criterion(config());
        criterion.setSources(List.of());
        assertThat(problems(criterion), containsString(
                "metric 'latency' needs a source to ask; write prometheus(server: '…') into sources"));
        criterion.setSources(List.of(new OpenMetricsSource("x")));
        assertThat(problems(criterion), containsString("needs a source to ask"));
        criterion = criterion(config());
        criterion.setLifetime("30m");
        assertThat(problems(criterion), containsString("'30m' has 30 steps, fewer than minimumSamples, 50"));
        criterion = criterion(config());
        criterion.setMarginal(99.0);
        assertThat(problems(criterion), containsString("marginal: 99.0 is not between 0 and pass, 95.0"));
        criterion = criterion(config());
        criterion.setAnalysisInterval("2h");
        assertThat(problems(criterion), containsString("analysisInterval: '2h' is not between a step and the lifetime"));
        criterion = criterion(config());
        criterion.setStep("500ms");
        assertThat(problems(criterion), containsString("step: '500ms' is not a number of whole seconds"));
    }

    private static String problems(KayentaCriterion criterion) {
        return criterion.validate().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    public void thresholdsOfTheConfigCountUnlessOthersAreWritten() {
        KayentaCriterion criterion = criterion(config().replace(
                "\"classifier\": {", "\"classifier\": {\"scoreThresholds\": {\"pass\": 60, \"marginal\": 50}, "));
        assertThat(read(criterion, 60, "2.3.1", shop(5, 0)).verdict(), is(Verdict.PASS));
        criterion.setPass(95.0);
        assertThat(read(criterion, 60, "2.3.1", shop(5, 0)).verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(read(criterion, 0, "2.3.1", shop(5, 0)).value(), is(nullValue()));
    }
}
