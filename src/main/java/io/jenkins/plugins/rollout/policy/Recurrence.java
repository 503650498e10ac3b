package io.jenkins.plugins.rollout.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * How a closed time comes again: an {@code RRULE} of RFC 5545, at most once a day, for the time of day is that of its
 * first. The rule is worked out by a clock on the wall; the library is told that all of it is UTC, so that it cannot
 * stumble over hours that a day does not have.
 */
final class Recurrence {
    /** What comes again and lasts longer than this is no recurrence but a mistake. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private static final TimeZone WALL = TimeZone.getTimeZone("UTC");

    private static final Logger LOGGER = System.getLogger(Recurrence.class.getName());

    private final RecurrenceRule rule;
    private final LocalDateTime first;

    private Recurrence(RecurrenceRule rule, LocalDateTime first) {
        this.rule = rule;
        this.first = first;
    }

    /** @throws IllegalArgumentException saying what is wrong with the rule */
    static void check(String text, Duration duration) {
        RecurrenceRule rule = parse(text);
        if (rule.getFreq() == Freq.HOURLY || rule.getFreq() == Freq.MINUTELY || rule.getFreq() == Freq.SECONDLY) {
            throw refusal(text, "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY");
        }
        if (rule.hasPart(Part.BYHOUR) || rule.hasPart(Part.BYMINUTE) || rule.hasPart(Part.BYSECOND)) {
            throw refusal(text, "the time of day is that of 'from'; leave out BYHOUR, BYMINUTE and BYSECOND");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw refusal(text, "what comes again lasts at most 366 days");
        }
    }

    /**
     * The recurrence of a closed time.
     *
     * @param zone in which an end of the rule ({@code UNTIL}) in UTC is to be understood
     */
    static Recurrence of(Calendar.Closed closed, ZoneId zone) {
        RecurrenceRule rule = parse(closed.rule());
        DateTime until = rule.getUntil();
        if (until != null && until.isAllDay()) {
            rule.setUntil(wall(LocalDateTime.of(
                    until.getYear(), until.getMonth() + 1, until.getDayOfMonth(), 23, 59, 59))); // that day counts
        } else if (until != null && until.isFloating()) {
            rule.setUntil(until.swapTimeZone(WALL));
        } else if (until != null) {
            rule.setUntil(wall(Instant.ofEpochMilli(until.getTimestamp())
                    .atZone(zone)
                    .toLocalDateTime()));
        }
        return new Recurrence(rule, closed.from());
    }

    /** The last time it comes at or before a moment, unless that is at or before another one. */
    Optional<LocalDateTime> last(LocalDateTime moment, LocalDateTime after) {
        LocalDateTime last = null;
        try {
            RecurrenceRuleIterator times = rule.iterator(wall(first));
            if (rule.getCount() == null) {
                times.fastForward(wall(after));
            }
            while (times.hasNext()) {
                LocalDateTime time = local(times.nextDateTime());
                if (time.isAfter(moment)) {
                    break;
                }
                last = time;
            }
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.DEBUG, "given up: it has not come for a thousand periods, as the 31st of February", e);
        }
        return Optional.ofNullable(last).filter(time -> time.isAfter(after));
    }

    private static RecurrenceRule parse(String text) {
        try {
            String rule = text.regionMatches(true, 0, "RRULE:", 0, 6) ? text.substring(6) : text;
            return new RecurrenceRule(rule.trim(), RecurrenceRule.RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            throw refusal(text, e.getMessage());
        }
    }

    private static IllegalArgumentException refusal(String text, String why) {
        return new IllegalArgumentException("rule: '" + text + "' cannot be used: " + why
                + "; write it as RFC 5545 does, like 'FREQ=YEARLY' or 'FREQ=WEEKLY;BYDAY=FR'");
    }

    private static DateTime wall(LocalDateTime time) {
        return new DateTime(WALL, time.toInstant(ZoneOffset.UTC).toEpochMilli());
    }

    private static LocalDateTime local(DateTime time) {
        return LocalDateTime.ofEpochSecond(Math.floorDiv(time.getTimestamp(), 1000L), 0, ZoneOffset.UTC);
    }
}
