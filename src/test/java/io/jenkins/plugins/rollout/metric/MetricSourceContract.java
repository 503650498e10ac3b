package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.http.StuckServer;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.junit.Rule;
import org.junit.Test;

/**
 * What every {@link MetricSource} must do. For a source of your own, extend this with one that is filled in well;
 * if it asks over HTTP let it name a server, by whatever name.
 */
public abstract class MetricSourceContract extends DescribableContract<MetricSource> {
    private static final String BODY = "s3cret-body";
    private static final Window WINDOW = new Window(
            Instant.parse("2026-11-22T10:00:00Z"), Instant.parse("2026-11-22T10:03:00Z"), Duration.ofMinutes(1));

    @Rule
    public final StubServer server = new StubServer();

    @Rule
    public final StuckServer stuck = new StuckServer();

    /** A source with nothing wrong in it. */
    protected abstract MetricSource source();

    @Override
    protected final MetricSource described() {
        return source();
    }

    @Override
    protected final Class<MetricSource> kind() {
        return MetricSource.class;
    }

    @Test
    public void describesItselfInAFewWords() {
        String words = source().describe();
        assertThat(words.isBlank(), is(false));
        assertThat(words.length(), is(lessThan(2000)));
    }

    @Test
    public void findsNothingWrongWithWhatIsFilledIn() {
        assertThat(source().validate(), is(List.of()));
    }

    @Test
    public void saysWhatIsMissingInsteadOfThrowing() {
        MetricSource empty = DescribableModel.of(source().getClass()).instantiate(Map.of(), null);
        empty.validate().forEach(problem -> {
            assertThat(problem.field().isBlank(), is(false));
            assertThat(problem.message().isBlank(), is(false));
        });
        assertThat(empty.describe(), is(notNullValue()));
    }

    @Test
    public void doesNotHoldItsCaller() throws Exception {
        SampleRequest request = asking(stuck.uri()).request();
        CompletableFuture.runAsync(() -> source().sample(request)).get(10, TimeUnit.SECONDS);
    }

    @Test
    public void showsNoSecretsWhenTheServerFails() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.everywhere(i == 0 ? 500 : 200, i == 0 ? BODY : "{\"status\": \"" + BODY);
            Reading reading = reading(asking(server.uri("/")));
            assertThat(reading.why(), not(containsString(Asking.SECRET)));
            assertThat(reading.why(), not(containsString(BODY)));
            assertThat(reading.verdict(), is(server.asked().isEmpty() ? reading.verdict() : Verdict.NO_DATA));
        }
    }

    @Test
    public void anUnsafeVersionNeverReachesTheServer() throws Exception {
        Reading reading = reading(asking(server.uri("/")).version("1\"} or vector(0) #\n"));
        server.asked().forEach(asked -> assertThat(asked.uri() + asked.body(), not(containsString("vector(0)"))));
        assertThat(reading.why(), not(containsString("\n")));
    }

    @Test
    public void aSeriesDoesNotHoldItsCallerEither() throws Exception {
        if (saysThatItGivesNone()) {
            return;
        }
        SampleRequest request = asking(stuck.uri()).request();
        CompletableFuture.runAsync(() -> source().series(request, WINDOW)).get(10, TimeUnit.SECONDS);
    }

    @Test
    public void whatFailsGivesNoSeriesAndShowsNoSecrets() throws Exception {
        if (saysThatItGivesNone()) {
            return;
        }
        record Failing(int status, String body) {}
        for (Failing failing : List.of(
                new Failing(500, BODY), new Failing(200, "{\"status\": \"" + BODY), new Failing(200, "x".repeat(2 << 20)))) {
            server.everywhere(failing.status(), failing.body());
            String why = asking(server.uri("/")).noData(source(), WINDOW);
            assertThat(why.isBlank(), is(false));
            assertThat(why.length(), is(lessThan(500)));
            assertThat(why, not(containsString(Asking.SECRET)));
            assertThat(why, not(containsString(BODY)));
        }
    }

    @Test
    public void anUnsafeVersionReachesTheServerForNoSeriesEither() throws Exception {
        if (saysThatItGivesNone()) {
            return;
        }
        asking(server.uri("/")).version("1\"} or vector(0) #\n").noData(source(), WINDOW);
        server.asked().forEach(asked -> assertThat(asked.uri() + asked.body(), not(containsString("vector(0)"))));
    }

    /** Whether it gives no series, and says so when it is asked for one. */
    private boolean saysThatItGivesNone() throws Exception {
        if (!source().givesSeries()) {
            assertThat(asking(server.uri("/")).noData(source(), WINDOW), containsString("not a series"));
        }
        return !source().givesSeries();
    }

    /**
     * For a source of series that is asked over HTTP: an answer of its server with the numbers 1, not a number (as the
     * server says that), 3 and 4 at the four times from the one given on, each of them a minute long.
     *
     * @param from the first point's time, as {@link MetricSource#series} names it
     * @return null for a source that cannot be tried this way
     */
    protected String answer(Instant from) {
        return null;
    }

    @Test
    public void aSeriesHasANumberAtEachTimeOfTheWindowAtMost() throws Exception {
        if (answer(WINDOW.from()) == null) {
            return;
        }
        server.everywhere(200, answer(WINDOW.from()));
        assertThat(asking(server.uri("")).series(source(), WINDOW), is(Map.of(0L, 1.0, 120L, 3.0, 180L, 4.0)));
    }

    @Test
    public void whatLiesOutsideOfTheWindowIsLeftOut() throws Exception {
        if (answer(WINDOW.from()) == null) {
            return;
        }
        server.everywhere(200, answer(WINDOW.from().plus(Duration.ofMinutes(2))));
        assertThat(asking(server.uri("")).series(source(), WINDOW), is(Map.of(120L, 1.0)));
    }

    @Test
    public void aSeriesWithoutNumbersIsNoData() throws Exception {
        if (answer(WINDOW.from()) == null) {
            return;
        }
        server.everywhere(200, answer(WINDOW.from().minus(Duration.ofHours(1))));
        assertThat(asking(server.uri("")).noData(source(), WINDOW), containsString("there is no number from"));
    }

    /** Asks as the contract does; for a source that wants other headers than {@code Authorization}. */
    protected Asking asking(URI place) {
        return Asking.of(place);
    }

    private Reading reading(Asking asking) throws Exception {
        var threshold = new ThresholdCriterion("values", source());
        threshold.setAtLeast(0.0);
        return new Meters(asking.endpoints(), Clock.systemUTC(), ForkJoinPool.commonPool())
                .read("series", threshold.toCriterion(), asking.situation(), Duration.ofSeconds(1), Instant.now())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
