package io.jenkins.plugins.rollout.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.Test;

public class WaitingTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    @Test
    public void aDayOfWaitingIsSevenLines() {
        var waiting = new Waiting("approval", START);
        var words = new ArrayList<String>();
        Instant now = START;
        while (true) {
            now = waiting.nextWord(now);
            if (now.isAfter(START.plus(Duration.ofDays(1)))) {
                break;
            }
            words.add(Durations.text(Duration.between(START, now)));
        }
        assertThat(words, contains("1m", "10m", "1h", "6h", "12h", "18h", "1d"));
    }

    @Test
    public void aRestartRepeatsNoWord() {
        var waiting = new Waiting("approval", START);
        Instant restart = START.plus(Duration.ofMinutes(30));
        assertThat(waiting.nextWord(restart), is(START.plus(Duration.ofHours(1))));
    }
}
