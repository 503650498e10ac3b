package io.jenkins.plugins.rollout.demo.shop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.Test;

public class MeasurementsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Measurements measurements = new Measurements(List.of("1.0.0", "2.0.0"), nanos::get);

    private void answer(int status, int millis) {
        measurements.record(new Measurements.Kind("2.0.0", status, "employees"), Duration.ofMillis(millis));
    }

    @Test
    public void withoutRequestsThereIsNoNumber() {
        assertThat(measurements.recent("2.0.0"), hasEntry("requests", 0));
        assertThat(measurements.recent("2.0.0").get("errorShare"), nullValue());
        assertThat(measurements.recent("2.0.0").get("p95Seconds"), nullValue());
    }

    @Test
    public void tellsShareOfErrorsAndHowLongItTook() {
        IntStream.rangeClosed(1, 100).forEach(i -> answer(i <= 4 ? 503 : 200, i));
        assertThat(measurements.recent("2.0.0"), hasEntry("errorShare", 0.04));
        assertThat(measurements.recent("2.0.0"), hasEntry("p95Seconds", 0.095));
        assertThat(measurements.recent("2.0.0"), hasEntry("medianSeconds", 0.05));
        assertThat(measurements.recent("2.0.0"), hasEntry("requestsPerSecond", 10.0));
        assertThat(measurements.recent("1.0.0"), hasEntry("requests", 0));
        measurements.record(new Measurements.Kind("1.0.0", 200, "everyone"), Duration.ofMillis(1));
        assertThat(measurements.recent(), hasEntry("requests", 101));
        assertThat(measurements.recent(), hasEntry("errorShare", 4 / 101.0));
    }

    @Test
    public void forgetsWhatIsOlderThanTheWindowButCountsOn() {
        answer(503, 10);
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(measurements.recent("2.0.0"), hasEntry("requests", 0));
        assertThat(measurements.counts(), hasEntry(new Measurements.Kind("2.0.0", 503, "employees"), 1L));
    }

    @Test
    public void aTimeOnABoundBelongsToItsBucket() {
        answer(200, 10);
        answer(200, 11);
        answer(200, 9_000);
        long[] buckets = measurements.histograms().get("2.0.0").buckets();
        assertThat(buckets[1], is(1L));
        assertThat(buckets[2], is(1L));
        assertThat(buckets[Measurements.BOUNDS.length], is(1L));
    }
}
