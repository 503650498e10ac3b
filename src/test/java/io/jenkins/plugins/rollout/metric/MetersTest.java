package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;

public class MetersTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    @Rule
    public final StubServer server = new StubServer();

    @Test
    public void judgesWhatItReads() throws Exception {
        server.on("/x", 200, "{\"v\": 0.4}");
        Reading reading = read(criterion(0.01));
        assertThat(reading.verdict(), is(Verdict.FAIL));
        assertThat(reading.value(), is(0.4));
        assertThat(reading.why(), is("0.4 is more than 0.01"));
        assertThat(read(criterion(0.5)).verdict(), is(Verdict.PASS));
    }

    @Test
    public void noDataHasAReason() throws Exception {
        server.on("/x", 503, "");
        assertNoData(read(criterion(1)), "HTTP 503 from json 'test'");
    }

    @Test
    public void anUnsafeVersionIsNamed() throws Exception {
        var json = new JsonSource("$['{{version}}']");
        json.setServer("test");
        Asking asking = Asking.of(server.uri("/x")).version("2.4.0'\nx");
        var meters = new Meters(asking.endpoints(), Clock.systemUTC(), THREADS);
        Reading reading = meters.read("s", criterion(json, 1), asking.situation(), MINUTE, Instant.now())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertNoData(reading, "{{version}} is '2.4.0' x', which has characters outside");
    }

    @Test
    public void aDefinitionThatCannotBeUsedIsNoData() throws Exception {
        Criterion whole = criterion(1);
        JsonNode unknown = new ObjectMapper().readTree("{\"$symbol\": \"guess\"}");
        assertNoData(read(defined(whole, unknown)), "symbol ‘guess’");
        ObjectNode without = whole.definition().deepCopy();
        without.remove("source");
        assertNoData(read(defined(whole, without)), "cannot be asked: NullPointerException");
    }

    @Test
    public void nothingThatASourceDoesEscapes() throws Exception {
        assertNoData(read(broken("throws")), "cannot be asked: IllegalStateException");
        assertThat(read(broken("throws")).why(), not(containsString("s3cret")));
        assertNoData(read(broken("fails")), "cannot be asked: IllegalStateException");
        assertNoData(read(broken("nothing")), "cannot be asked: NullPointerException");
        assertNoData(read(broken("null")), "cannot be asked: NullPointerException");
        assertNoData(read(broken("links")), "cannot be asked: NoClassDefFoundError");
        assertNoData(read(broken("series")), "a series where a number is wanted");
        assertNoData(read(broken("unusable")), "because");
    }

    @Test
    public void patienceEnds() throws Exception {
        Asking asking = Asking.of(server.uri("/x"));
        var meters = new Meters(asking.endpoints(), Clock.systemUTC(), THREADS, Duration.ZERO, Duration.ofSeconds(1));
        assertNoData(read(meters, "s", broken("hangs"), asking), "broken did not answer within 1 s");
    }

    @Test
    public void aPoolThatTakesNothingMoreIsNoData() throws Exception {
        var full = new Meters(Asking.of(server.uri("/x")).endpoints(), Clock.systemUTC(), task -> {
            throw new RejectedExecutionException("full");
        });
        Reading reading = full.read(
                        "s", criterion(1), Asking.of(server.uri("/x")).situation(), MINUTE, Instant.now())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertNoData(reading, "cannot be asked: RejectedExecutionException");
    }

    @Test
    public void remembersCountersUntilTheSeriesIsForgotten() throws Exception {
        for (int requests = 100; requests <= 600; requests += 100) {
            server.on("/x", 200, "requests_total " + requests + "\n");
        }
        var source = new OpenMetricsSource("requests_total");
        source.setServer("test");
        Criterion criterion = criterion(source, 1e9);
        Asking asking = Asking.of(server.uri("/x"));
        var meters = new Meters(
                asking.endpoints(), Clock.systemUTC(), THREADS, Duration.ofMillis(20), Duration.ofSeconds(20));
        for (int expected : new int[] {2, 3}) {
            assertThat(read(meters, "gate", criterion, asking).verdict(), is(Verdict.PASS));
            assertThat(server.asked().size(), is(expected));
        }
        assertThat(read(meters, "bake", criterion, asking).verdict(), is(Verdict.PASS));
        assertThat("another series begins anew", server.asked().size(), is(5));
        meters.forget("gate");
        assertThat(read(meters, "gate", criterion, asking).verdict(), is(Verdict.PASS));
        assertThat("a forgotten one too", server.asked().size(), is(7));
    }

    @Test
    public void doesNotSpreadARateOverALongPause() throws Exception {
        for (int requests = 1; requests <= 4; requests++) {
            server.on("/x", 200, "requests_total " + requests + "\n");
        }
        var source = new OpenMetricsSource("requests_total");
        source.setServer("test");
        Asking asking = Asking.of(server.uri("/x"));
        var now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
        Clock clock = new Ticking(now);
        var meters = new Meters(asking.endpoints(), clock, THREADS, Duration.ofMillis(20), MINUTE);
        read(meters, "gate", criterion(source, 1e9), asking);
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(11)));
        read(meters, "gate", criterion(source, 1e9), asking);
        assertThat("looks twice again", server.asked().size(), is(4));
    }

    /** Moves on a little with every look at it. */
    private static final class Ticking extends Clock {
        private final AtomicReference<Instant> now;

        Ticking(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.updateAndGet(time -> time.plusMillis(10));
        }
    }

    @Test
    public void looksTwiceNoFurtherApartThanRoundsAre() throws Exception {
        server.on("/x", 200, "requests_total 1\n").on("/x", 200, "requests_total 2\n");
        var source = new OpenMetricsSource("requests_total");
        source.setServer("test");
        Asking asking = Asking.of(server.uri("/x"));
        var meters = new Meters(asking.endpoints(), Clock.systemUTC(), THREADS, Duration.ofDays(1), MINUTE);
        Reading reading = meters.read("s", criterion(source, 1e9), asking.situation(), Duration.ofMillis(50), Instant.now())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(reading.verdict(), is(Verdict.PASS));
    }

    @Test
    public void neverHoldsItsCaller() {
        var held = new CompletableFuture<Runnable>();
        Asking asking = Asking.of(server.uri("/x"));
        var meters = new Meters(asking.endpoints(), Clock.systemUTC(), held::complete);
        CompletionStage<Reading> reading = meters.read("s", criterion(1), asking.situation(), MINUTE, Instant.now());
        assertThat(reading.toCompletableFuture().isDone(), is(false));
        server.on("/x", 200, "{\"v\": 1}");
        held.join().run();
        await().until(reading.toCompletableFuture()::isDone);
        assertThat(reading.toCompletableFuture().join().verdict(), is(Verdict.PASS));
    }

    private static void assertNoData(Reading reading, String words) {
        assertThat(reading.verdict(), is(Verdict.NO_DATA));
        assertThat(reading.why(), containsString(words));
        assertThat(reading.criterion(), is("values"));
    }

    private Reading read(Criterion criterion) throws Exception {
        Asking asking = Asking.of(server.uri("/x"));
        var meters = new Meters(
                asking.endpoints(), Clock.systemUTC(), THREADS, Duration.ofMillis(20), Duration.ofSeconds(20));
        return read(meters, "s", criterion, asking);
    }

    private static Reading read(Meters meters, String series, Criterion criterion, Asking asking) throws Exception {
        return meters.read(series, criterion, asking.situation(), MINUTE, Instant.now())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static Criterion broken(String how) {
        return criterion(new BrokenSource(how), 1);
    }

    private static Criterion criterion(double atMost) {
        var source = new JsonSource("$.v");
        source.setServer("test");
        return criterion(source, atMost);
    }

    private static Criterion criterion(MetricSource source, double atMost) {
        var threshold = new ThresholdCriterion("values", source);
        threshold.setAtMost(atMost);
        return threshold.toCriterion();
    }

    private static Criterion defined(Criterion criterion, JsonNode definition) {
        return new Criterion(
                criterion.name(), criterion.kind(), criterion.limit(), criterion.source(), 0, 5, definition);
    }
}
