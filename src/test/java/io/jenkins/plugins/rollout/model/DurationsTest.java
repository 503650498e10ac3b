package io.jenkins.plugins.rollout.model;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class DurationsTest {
    @Test
    public void readsWhatPeopleWrite() {
        assertThat(Durations.parse("90s"), is(Duration.ofSeconds(90)));
        assertThat(Durations.parse(" 30 m "), is(Duration.ofMinutes(30)));
        assertThat(Durations.parse("4H"), is(Duration.ofHours(4)));
        assertThat(Durations.parse("7d"), is(Duration.ofDays(7)));
        assertThat(Durations.parse("500ms"), is(Duration.ofMillis(500)));
        assertThat(Durations.parse("PT1H30M"), is(Duration.ofMinutes(90)));
    }

    @Test
    public void refusesWhatIsNoDuration() {
        for (String wrong : List.of("", "5", "five minutes", "-5m", "PT-1S", "1.5h", "999999999999999d", "5 m 3 s")) {
            var refusal = assertThrows(wrong, IllegalArgumentException.class, () -> Durations.parse(wrong));
            assertThat(refusal.getMessage(), containsString("'" + wrong + "' is not a duration; write it like"));
        }
    }

    @Test
    public void writesTheShortestForm() {
        for (String text : List.of("0s", "90s", "30m", "4h", "7d", "1500ms")) {
            assertThat(Durations.text(Durations.parse(text)), is(text));
        }
        assertThat(Durations.text(Duration.ofSeconds(7200)), is("2h"));
    }
}
