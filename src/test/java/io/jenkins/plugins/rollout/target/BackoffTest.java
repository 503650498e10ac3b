package io.jenkins.plugins.rollout.target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    public void waitsTwiceAsLongEachTime() {
        var most = new Backoff(Duration.ofSeconds(1), () -> 1);
        assertThat(most.after(1), is(Duration.ofSeconds(1)));
        assertThat(most.after(2), is(Duration.ofSeconds(2)));
        assertThat(most.after(5), is(Duration.ofSeconds(16)));
    }

    @Test
    public void leavesHalfOfItToChance() {
        assertThat(new Backoff(Duration.ofSeconds(1), () -> 0).after(2), is(Duration.ofSeconds(1)));
        assertThat(new Backoff(Duration.ofSeconds(1), () -> 0.5).after(2), is(Duration.ofMillis(1500)));
    }

    @Test
    public void neverWaitsLongerThanTwoMinutesUnlessTold() {
        assertThat(new Backoff(Duration.ofSeconds(1), () -> 1).after(1000), is(Duration.ofMinutes(2)));
        assertThat(new Backoff(Duration.ofMinutes(5), () -> 1).after(3), is(Duration.ofMinutes(5)));
    }

    @Test
    public void readsWhatAServerAsksFor() {
        assertThat(asked("120"), is(Optional.of(Duration.ofMinutes(2))));
        assertThat(asked("Sun, 22 Nov 2026 12:00:30 GMT"), is(Optional.of(Duration.ofSeconds(30))));
        assertThat(asked("Sun, 22 Nov 2026 11:00:00 GMT"), is(Optional.of(Duration.ZERO)));
        assertThat(asked("soon"), is(Optional.empty()));
        assertThat(asked("-5"), is(Optional.empty()));
        assertThat(asked("99999999999999999999"), is(Optional.empty()));
    }

    private static Optional<Duration> asked(String value) {
        return Backoff.asked(new Response("x", 503, Map.of("retry-after", List.of(value)), "", false, false), NOW);
    }
}
