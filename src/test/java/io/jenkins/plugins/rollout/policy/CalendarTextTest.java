package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

public class CalendarTextTest {

    @Test
    public void hoursAreReadAndWrittenAlike() {
        same("Mon-Fri 09:00-17:00");
        same("Sat 10:00-12:00");
        same("daily 22:00-02:00");
        same("Mon-Wed,Fri,Sun 00:00-23:59");
        reads("fri-mon 9:00-17:00", "Mon,Fri-Sun 09:00-17:00");
        reads(" Monday , tue  08:30 - 12:00 ", "Mon-Tue 08:30-12:00");
        reads("Daily 00:00-24:00", "daily 00:00-00:00");
    }

    @Test
    public void badHoursAreRefusedWithAnExample() {
        for (String bad : new String[] {"", "09:00-17:00", "Mon", "Mon-Fri-Sun 1:00-2:00", "Mon 9-17", "Mon 25:00-26:00",
            "Moo 09:00-17:00", "Mon, 09:00-17:00", "Mon-Fri 09:00-17:61"}) {
            refused(() -> CalendarText.hours(bad), "'Mon-Fri 09:00-17:00'");
        }
    }

    @Test
    public void closedDaysCountToTheirEnd() {
        Calendar.Closed day = CalendarText.closed("2026-12-24", "", "", "Christmas Eve");
        assertThat(day.from(), is(LocalDateTime.parse("2026-12-24T00:00")));
        assertThat(day.duration(), is(Duration.ofDays(1)));
        assertThat(CalendarText.closed("2026-12-24", "2026-12-26", "", "").duration(), is(Duration.ofDays(3)));
        assertThat(CalendarText.closed("2026-12-24T18:00", "", "", "").duration(), is(Duration.ofHours(6)));
        assertThat(
                CalendarText.closed("2026-12-24T18:00", "2026-12-25T06:00", "", "").duration(),
                is(Duration.ofHours(12)));
    }

    @Test
    public void badDatesZonesAndMomentsAreRefusedWithAnExample() {
        refused(() -> CalendarText.closed("24.12.2026", "", "", ""), "from: '24.12.2026' is no date");
        refused(() -> CalendarText.closed("2026-12-24", "2026-02-30", "", ""), "to: '2026-02-30' is no date");
        refused(() -> CalendarText.closed("2026-12-24", "2026-12-23", "", ""), "is not after");
        refused(() -> CalendarText.closed("", "", "", ""), "'2026-12-24'");
        refused(() -> CalendarText.zone("Europe/Berlyn"), "'Europe/Berlin'");
        refused(() -> CalendarText.instant("until", "tomorrow"), "until: 'tomorrow' is no moment");
        refused(() -> CalendarText.instant("until", "2026-12-24T18:00"), "'2026-11-27T18:00Z'");
    }

    @Test
    public void momentsOfFreezesSayTheirOffset() {
        Instant noon = Instant.parse("2026-11-27T12:00:00Z");
        assertThat(CalendarText.instant("from", "2026-11-27T12:00Z"), is(noon));
        assertThat(CalendarText.instant("from", " 2026-11-27T13:00:00+01:00 "), is(noon));
        assertThat(CalendarText.instant("from", "2026-11-27T13:00+01:00[Europe/Berlin]"), is(noon));
        assertThat(CalendarText.instant("from", " ") == null, is(true));
    }

    private static void same(String hours) {
        reads(hours, hours);
    }

    private static void reads(String text, String as) {
        assertThat(CalendarText.hours(CalendarText.hours(text)), is(as));
    }

    private static void refused(ThrowingRunnable what, String saying) {
        assertThat(assertThrows(IllegalArgumentException.class, what).getMessage(), containsString(saying));
    }
}
