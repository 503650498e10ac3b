package io.jenkins.plugins.rollout.policy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.policy.Calendar.Closed;
import io.jenkins.plugins.rollout.policy.Calendar.Hours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class WindowsTest {
    private static final String BERLIN = "Europe/Berlin";

    private static Calendar office(String hours, Closed... closed) {
        return calendar("office", BERLIN, hours, closed);
    }

    private static Calendar calendar(String name, String zone, String hours, Closed... closed) {
        List<Hours> parsed = hours.isEmpty()
                ? List.of()
                : List.of(hours.split(";")).stream().map(CalendarText::hours).toList();
        return new Calendar(name, ZoneId.of(zone), parsed, List.of(closed));
    }

    private static Closed closed(String from, String to, String rule, String reason) {
        return CalendarText.closed(from, to, rule, reason);
    }

    private static Rules rules(List<Freeze> freezes, Calendar... calendars) {
        return new Rules(false, List.of(), List.of(), List.of(calendars), freezes);
    }

    private static Optional<Windows.Closure> at(String instant, Calendar... calendars) {
        List<String> names = List.of(calendars).stream().map(Calendar::name).toList();
        return Windows.closed("shop", "production", names, rules(List.of(), calendars), Instant.parse(instant));
    }

    private static void open(String instant, Calendar... calendars) {
        assertThat(instant, at(instant, calendars), is(Optional.empty()));
    }

    private static void shut(String instant, String until, Calendar... calendars) {
        Windows.Closure closure = at(instant, calendars).orElseThrow(() -> new AssertionError(instant + " is open"));
        assertThat(instant, closure.until(), is(until == null ? null : Instant.parse(until)));
    }

    @Test
    public void officeHoursOnWeekdays() {
        Calendar office = office("Mon-Fri 09:00-17:00"); // Berlin is one hour ahead in January
        shut("2026-01-05T07:59:59.999Z", "2026-01-05T08:00:00Z", office); // Monday
        open("2026-01-05T08:00:00Z", office);
        open("2026-01-05T15:59:59Z", office);
        shut("2026-01-05T16:00:00Z", "2026-01-06T08:00:00Z", office);
        shut("2026-01-09T16:00:00Z", "2026-01-12T08:00:00Z", office); // Friday evening: Monday
        shut("2026-01-10T12:00:00Z", "2026-01-12T08:00:00Z", office);
        assertThat(
                at("2026-01-10T12:00:00Z", office).orElseThrow().why(),
                is("outside the hours of calendar 'office' (Mon-Fri 09:00-17:00 Europe/Berlin)"));
    }

    @Test
    public void severalHoursAndOnlyOneDayAWeek() {
        Calendar office = office("Mon,Wed 09:00-12:00;Mon 13:00-15:00");
        shut("2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z", office);
        shut("2026-01-05T14:00:00Z", "2026-01-07T08:00:00Z", office);
        Calendar sunday = office("Sun 06:00-07:00");
        shut("2026-01-11T06:00:00Z", "2026-01-18T05:00:00Z", sunday); // just over: in a week
        open("2026-01-11T05:30:00Z", sunday);
    }

    @Test
    public void hoursGoOverMidnight() {
        Calendar night = office("Fri 22:00-02:00");
        shut("2026-01-09T20:59:00Z", "2026-01-09T21:00:00Z", night);
        open("2026-01-09T23:30:00Z", night); // Saturday 00:30 belongs to Friday's
        shut("2026-01-10T01:00:00Z", "2026-01-16T21:00:00Z", night);
        shut("2026-01-08T23:30:00Z", "2026-01-09T21:00:00Z", night); // Friday 00:30 belongs to Thursday's
        Calendar always = office("daily 00:00-24:00");
        open("2026-01-09T22:59:59Z", always);
        open("2026-01-09T23:00:00Z", always);
    }

    @Test
    public void anHourThatIsSkippedInSpringIsNotWaitedFor() {
        Calendar early = office("Sun 02:30-04:00"); // 2026-03-29: 02:00 is followed by 03:00
        shut("2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", early);
        open("2026-03-29T01:00:00Z", early);
        shut("2026-03-29T02:00:00Z", "2026-04-05T00:30:00Z", early);
        Calendar within = office("Sun 02:10-02:50"); // that Sunday has no such time
        shut("2026-03-28T12:00:00Z", "2026-04-05T00:10:00Z", within);
    }

    @Test
    public void anHourThatComesTwiceInAutumnIsOpenTwice() {
        Calendar early = office("Sun 02:00-02:30"); // 2026-10-25: 03:00 is followed by 02:00
        open("2026-10-25T00:10:00Z", early);
        shut("2026-10-25T00:45:00Z", "2026-10-25T01:00:00Z", early);
        open("2026-10-25T01:10:00Z", early);
        shut("2026-10-25T01:30:00Z", "2026-11-01T01:00:00Z", early);
    }

    @Test
    public void officeHoursKeepToTheWallOverAChangeOfTime() {
        Calendar office = office("Mon-Fri 09:00-17:00");
        shut("2026-03-27T16:00:00Z", "2026-03-30T07:00:00Z", office); // 17:00 in winter, 09:00 in summer
        shut("2026-10-23T15:00:00Z", "2026-10-26T08:00:00Z", office);
    }

    @Test
    public void aClosedDateCoversTheWholeDayThere() {
        Calendar office = office("Mon-Fri 09:00-17:00", closed("2026-01-06", "", "", "Epiphany"));
        open("2026-01-05T15:00:00Z", office);
        shut("2026-01-05T16:30:00Z", "2026-01-07T08:00:00Z", office);
        shut("2026-01-06T10:00:00Z", "2026-01-07T08:00:00Z", office);
        assertThat(
                at("2026-01-06T10:00:00Z", office).orElseThrow().why(), is("calendar 'office' is closed: Epiphany"));
        Calendar dateOnly = office("", closed("2026-01-06", "", "", ""));
        open("2026-01-05T22:59:59Z", dateOnly);
        shut("2026-01-05T23:00:00Z", "2026-01-06T23:00:00Z", dateOnly);
        open("2026-01-06T23:00:00Z", dateOnly);
    }

    @Test
    public void aDayOfTwentyThreeAndOneOfTwentyFiveHoursAreClosedWhole() {
        Calendar spring = office("", closed("2026-03-29", "", "", ""));
        shut("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", spring);
        Calendar autumn = office("", closed("2026-10-25", "", "", ""));
        shut("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", autumn);
        Calendar untilTwice = office("", closed("2026-10-25T00:00", "2026-10-25T02:30", "", ""));
        shut("2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", untilTwice);
        shut("2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z", untilTwice); // 02:10 for the second time
    }

    @Test
    public void rangesAreClosedToTheirLastDay() {
        Calendar office = office("Mon-Fri 09:00-17:00", closed("2026-12-24", "2027-01-03", "", "holidays"));
        shut("2026-12-23T17:00:00Z", "2027-01-04T08:00:00Z", office);
        Calendar fromNoon = office("", closed("2026-12-24T12:00", "2026-12-24T18:00", "", ""));
        open("2026-12-24T10:59:59Z", fromNoon);
        shut("2026-12-24T11:00:00Z", "2026-12-24T17:00:00Z", fromNoon);
    }

    @Test
    public void yearlyAndWeeklyRecurrences() {
        Calendar christmas = office("", closed("2020-12-24", "2020-12-26", "FREQ=YEARLY", "Christmas"));
        open("2031-12-23T22:59:59Z", christmas);
        shut("2031-12-23T23:00:00Z", "2031-12-26T23:00:00Z", christmas);
        open("2019-12-25T10:00:00Z", christmas); // before the first
        Calendar fridays = office(
                "Mon-Fri 09:00-17:00", closed("2026-01-02T15:00", "2026-01-02T17:00", "FREQ=WEEKLY;BYDAY=FR", ""));
        open("2026-07-10T12:59:00Z", fridays);
        shut("2026-07-10T13:00:00Z", "2026-07-13T07:00:00Z", fridays); // in summer as in winter: 15:00 there
        Calendar lastDay = office("", closed("2026-01-31", "", "FREQ=MONTHLY;BYMONTHDAY=-1", "closing of the books"));
        shut("2028-02-29T12:00:00Z", "2028-02-29T23:00:00Z", lastDay);
        open("2028-02-28T12:00:00Z", lastDay);
        Calendar thanksgiving = calendar(
                "us", "America/New_York", "", closed("2024-11-28", "2024-11-29", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ""));
        shut("2026-11-26T15:00:00Z", "2026-11-28T05:00:00Z", thanksgiving);
    }

    @Test
    public void recurrencesThatEnd() {
        Calendar thrice = office("", closed("2026-01-05", "", "FREQ=WEEKLY;COUNT=3", ""));
        shut("2026-01-19T12:00:00Z", "2026-01-19T23:00:00Z", thrice);
        open("2026-01-26T12:00:00Z", thrice);
        Calendar until = office("", closed("2026-01-05", "", "FREQ=WEEKLY;UNTIL=20260119", ""));
        shut("2026-01-19T12:00:00Z", "2026-01-19T23:00:00Z", until);
        open("2026-01-26T12:00:00Z", until);
        Calendar utc = office("", closed("2026-01-05T10:00", "2026-01-05T11:00", "FREQ=DAILY;UNTIL=20260107T090000Z", ""));
        shut("2026-01-07T09:30:00Z", "2026-01-07T10:00:00Z", utc); // its last begins at 09:00 UTC, 10:00 there
        open("2026-01-08T09:30:00Z", utc);
    }

    @Test
    public void aRecurrenceInAnHourThatIsSkippedDoesNotStumble() {
        Calendar nightly = office("", closed("2026-03-01T02:15", "2026-03-01T02:45", "FREQ=DAILY", "backup"));
        open("2026-03-29T00:59:00Z", nightly);
        open("2026-03-29T01:00:00Z", nightly); // 03:00
        shut("2026-03-30T00:20:00Z", "2026-03-30T00:45:00Z", nightly);
    }

    @Test
    public void overlappingClosuresLastToTheEndOfTheLast() {
        Calendar office = office(
                "Mon-Fri 09:00-17:00",
                closed("2026-12-21", "2026-12-25", "", "stocktaking"),
                closed("2026-12-24", "2026-12-31", "", "holidays"),
                closed("2027-01-01", "", "FREQ=YEARLY", "New Year"));
        shut("2026-12-22T12:00:00Z", "2027-01-04T08:00:00Z", office);
        assertThat(
                at("2026-12-24T12:00:00Z", office).orElseThrow().why(),
                is("calendar 'office' is closed: stocktaking; calendar 'office' is closed: holidays"));
    }

    @Test
    public void allCalendarsMustBeOpenAtTheSameTime() {
        Calendar berlin = office("Mon-Fri 09:00-17:00");
        Calendar newYork = calendar("ny", "America/New_York", "Mon-Fri 09:00-17:00");
        shut("2026-01-05T08:30:00Z", "2026-01-05T14:00:00Z", berlin, newYork);
        open("2026-01-05T15:00:00Z", berlin, newYork);
        shut("2026-01-05T16:00:00Z", "2026-01-06T14:00:00Z", berlin, newYork);
    }

    @Test(timeout = 20_000)
    public void whatNeverOpensHasNoEnd() {
        shut("2026-01-05T08:30:00Z", null, office("Mon 09:00-17:00", closed("2026-01-05", "", "FREQ=WEEKLY", "")));
        shut("2026-01-05T08:30:00Z", null, office("Mon 09:00-11:00"), calendar("x", BERLIN, "Mon 11:00-17:00"));
        shut("2026-01-05T08:30:00Z", null, office("", closed("2026-01-05", "2026-01-07", "FREQ=DAILY", "")));
    }

    @Test(timeout = 20_000)
    public void aRuleThatNeverComesClosesNothing() {
        open("2030-02-28T08:30:00Z", office("", closed("2026-01-05", "", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "")));
    }

    @Test
    public void anUnknownCalendarIsClosed() {
        Windows.Closure closure = Windows.closed(
                        "shop", "production", List.of("ofice"), rules(List.of()), Instant.EPOCH)
                .orElseThrow();
        assertThat(closure.until() == null, is(true));
        assertThat(closure.why(), containsString("there is no calendar 'ofice'"));
    }

    @Test
    public void freezesHoldForWhatTheyMatchAndAsLongAsTheyAreDeclared() {
        Instant from = Instant.parse("2026-11-27T00:00:00Z");
        Instant until = Instant.parse("2026-12-01T00:00:00Z");
        Rules rules = rules(List.of(new Freeze("sale", "shop-*", "production", from, until, "no risk now")));
        Windows.Closure closure = Windows.closed("shop-web", "production", List.of(), rules, from).orElseThrow();
        assertThat(closure, is(new Windows.Closure("freeze 'sale': no risk now", until)));
        assertThat(Windows.closed("shop-web", "staging", List.of(), rules, from), is(Optional.empty()));
        assertThat(Windows.closed("news", "production", List.of(), rules, from), is(Optional.empty()));
        assertThat(Windows.closed("shop-web", "production", List.of(), rules, from.minusNanos(1)), is(Optional.empty()));
        assertThat(Windows.closed("shop-web", "production", List.of(), rules, until), is(Optional.empty()));
    }

    @Test
    public void theNextOpeningIsAfterTheFreezeAndInHours() {
        Calendar office = office("Mon-Fri 09:00-17:00");
        Rules rules = rules(
                List.of(
                        new Freeze("sale", "*", "*", null, Instant.parse("2026-01-09T17:00:00Z"), ""),
                        new Freeze(
                                "audit", "*", "*", Instant.parse("2026-01-12T00:00:00Z"),
                                Instant.parse("2026-01-13T12:00:00Z"), "")),
                office);
        Windows.Closure closure = Windows.closed(
                        "shop", "production", List.of("office"), rules, Instant.parse("2026-01-05T12:00:00Z"))
                .orElseThrow();
        assertThat(closure.why(), is("freeze 'sale'"));
        assertThat(closure.until(), is(Instant.parse("2026-01-13T12:00:00Z")));
    }

    @Test
    public void aFreezeWithoutEndHasNoEnd() {
        Rules rules = rules(List.of(new Freeze("stop", null, null, null, null, "incident")));
        assertThat(
                Windows.closed("any", "where", List.of(), rules, Instant.EPOCH).orElseThrow(),
                is(new Windows.Closure("freeze 'stop': incident", null)));
    }

    @Test
    public void badRulesAreRefusedWithWhatToWrite() {
        refused("FREQ=SOMETIMES", "FREQ=SOMETIMES");
        refused("every friday", "RFC 5545");
        refused("FREQ=HOURLY", "DAILY, WEEKLY, MONTHLY or YEARLY");
        refused("FREQ=DAILY;BYHOUR=1,2", "time of day");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Closed(LocalDateTime.parse("2026-01-01T00:00"), Duration.ZERO, "", ""));
    }

    private static void refused(String rule, String saying) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> closed("2026-01-01", "", rule, ""))
                .getMessage();
        assertThat(message, containsString(saying));
        assertThat(message, containsString("rule: '" + rule + "'"));
    }

    @Test
    public void anAnswerIsQuickWithManyClosedTimes() {
        Closed[] closed = new Closed[200];
        for (int i = 0; i < closed.length; i++) {
            closed[i] = closed("2000-01-0" + (1 + i % 7), "", "FREQ=YEARLY;BYMONTH=" + (1 + i % 12), "");
        }
        Calendar office = office("Mon-Fri 09:00-17:00", closed);
        at("2026-01-05T08:30:00Z", office);
        long begin = System.nanoTime();
        at("2026-01-10T08:30:00Z", office);
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(2)));
    }
}
