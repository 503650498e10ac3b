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
        SampleRequest request = Asking.of(stuck.uri()).request();
        CompletableFuture.runAsync(() -> source().sample(request)).get(10, TimeUnit.SECONDS);
    }

    @Test
    public void showsNoSecretsWhenTheServerFails() throws Exception {
        server.on("/", 500, BODY).on("/", 200, "{\"status\": \"" + BODY);
        for (int i = 0; i < 2; i++) {
            Reading reading = reading(Asking.of(server.uri("/")));
            assertThat(reading.why(), not(containsString(Asking.SECRET)));
            assertThat(reading.why(), not(containsString(BODY)));
            assertThat(reading.verdict(), is(server.asked().isEmpty() ? reading.verdict() : Verdict.NO_DATA));
        }
    }

    @Test
    public void anUnsafeVersionNeverReachesTheServer() throws Exception {
        Reading reading = reading(Asking.of(server.uri("/")).version("1\"} or vector(0) #\n"));
        server.asked().forEach(asked -> assertThat(asked.uri() + asked.body(), not(containsString("vector(0)"))));
        assertThat(reading.why(), not(containsString("\n")));
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
