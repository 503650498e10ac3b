package io.jenkins.plugins.rollout.metric.kayenta;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.metric.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.Test;

public class CanaryTimesTest {
    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");
    private static final CanaryTimes HOURLY = new CanaryTimes(Duration.ofMinutes(1), 60, 20, Duration.ZERO);

    private static Instant after(int minutes) {
        return SINCE.plus(Duration.ofMinutes(minutes));
    }

    private static CanaryTimes.Looks looks(CanaryTimes times, int minutes) {
        return times.looks(times.window(SINCE, after(minutes)));
    }

    @Test
    public void nothingIsThereBeforeAStepHasEnded() {
        assertThat(HOURLY.window(SINCE, after(0)), is(nullValue()));
        assertThat(HOURLY.window(SINCE, after(1)), is(new Window(after(1), after(1), Duration.ofMinutes(1))));
        assertThat(
                "only steps that began after sampling did",
                HOURLY.window(SINCE.plusSeconds(1), after(2)),
                is(new Window(after(2), after(2), Duration.ofMinutes(1))));
    }

    @Test
    public void aLifetimeIsLookedAtWhenItIsOver() {
        var times = new CanaryTimes(Duration.ofMinutes(1), 60, 0, Duration.ZERO);
        assertThat(looks(times, 59).whole(), is(nullValue()));
        assertThat(looks(times, 60).whole(), is(new CanaryTimes.Range(0, 60)));
        assertThat(looks(times, 119), is(new CanaryTimes.Looks(new CanaryTimes.Range(0, 60), null)));
    }

    @Test
    public void theNextLifetimeIsAnother() {
        Window window = HOURLY.window(SINCE, after(125));
        assertThat(window.from(), is(after(61)));
        assertThat(looks(HOURLY, 125).whole(), is(new CanaryTimes.Range(0, 60)));
    }

    @Test
    public void whatWasBeforeCountsWhereItIsLookedBackAt() {
        var times = new CanaryTimes(Duration.ofMinutes(1), 60, 0, Duration.ofMinutes(90));
        assertThat(looks(times, 0).whole(), is(new CanaryTimes.Range(0, 60)));
        assertThat(times.window(SINCE, after(0)).from(), is(after(-89)));
        var hour = new CanaryTimes(Duration.ofMinutes(1), 60, 0, Duration.ofMinutes(60));
        Instant odd = SINCE.plusSeconds(17);
        assertThat("at once", hour.looks(hour.window(odd, odd)).whole(), is(new CanaryTimes.Range(0, 60)));
        assertThat("the second lifetime", times.window(SINCE, after(30)).from(), is(after(-29)));
    }

    @Test
    public void intervalsGrow() {
        assertThat(looks(HOURLY, 19).early(), is(nullValue()));
        assertThat(looks(HOURLY, 20).early(), is(new CanaryTimes.Range(0, 20)));
        assertThat(looks(HOURLY, 39).early(), is(new CanaryTimes.Range(0, 20)));
        assertThat(looks(HOURLY, 40).early(), is(new CanaryTimes.Range(0, 40)));
        assertThat(looks(HOURLY, 60).early(), is(nullValue()));
        assertThat(looks(HOURLY, 85).early(), is(new CanaryTimes.Range(60, 80)));
    }
}
