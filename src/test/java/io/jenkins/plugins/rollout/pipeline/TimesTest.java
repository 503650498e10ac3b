package io.jenkins.plugins.rollout.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.Test;

public class TimesTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneId.of("Europe/Berlin"));

    private static String parse(String text) {
        return Times.parse("--from", text, NOW).toString();
    }

    @Test
    public void aDayIsUtcAndATimeHasItsZone() {
        assertThat(parse("2026-11-01"), is("2026-11-01T00:00:00Z"));
        assertThat(parse(" 2026-11-01T08:00:00Z "), is("2026-11-01T08:00:00Z"));
        assertThat(parse("2026-11-01T08:00+01:00"), is("2026-11-01T07:00:00Z"));
        // an hour that is there twice where clocks are put back
        assertThat(parse("2026-10-25T02:30:00+02:00"), is("2026-10-25T00:30:00Z"));
        assertThat(parse("2026-10-25T02:30:00+01:00"), is("2026-10-25T01:30:00Z"));
        assertThat(parse("now"), is("2026-11-22T10:00:00Z"));
    }

    @Test
    public void whatIsNoTimeIsRefusedWithAnExample() {
        for (String text : new String[] {"", "yesterday", "2026-13-01", "2026-11-01T08:00:00", "08:00"}) {
            assertThat(
                    assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage(),
                    startsWith("--from: '" + text + "' is not a time; write it like 2026-11-01,"));
        }
    }
}
