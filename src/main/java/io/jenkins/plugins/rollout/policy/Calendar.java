package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * When phases may start, by a clock on a wall somewhere.
 *
 * @param name how policies and Jenkinsfiles call it
 * @param zone where that wall is
 * @param hours when it is open; empty means always
 * @param closed when it is not, whatever the hours say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Calendar(String name, ZoneId zone, List<Hours> hours, List<Closed> closed) {

    /**
     * Open hours of some days of the week.
     *
     * @param to the end, exclusive; at or before {@code from} it is on the next day
     */
    public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
        public Hours {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException("days: hours are on one day of the week at least");
            }
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }
    }

    /**
     * A time in which nothing may start: a date, a range, or one that comes again.
     *
     * @param from its first moment, in the calendar's zone
     * @param duration how long it lasts; a day's length is the calendar's
     * @param rule how it comes again, as RFC 5545 writes an {@code RRULE}: {@code FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24};
     *     empty when it does not
     * @param reason shown to those who wait
     * @throws IllegalArgumentException when the duration is none, or the rule cannot be understood
     */
    public record Closed(LocalDateTime from, Duration duration, String rule, String reason) {
        public Closed {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(duration, "duration");
            rule = rule == null ? "" : rule;
            reason = reason == null ? "" : reason;
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("duration: a closed time lasts longer than " + duration);
            }
            if (!rule.isEmpty()) {
                Recurrence.check(rule, duration);
            }
        }
    }

    public Calendar {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(zone, "zone");
        hours = hours == null ? List.of() : List.copyOf(hours);
        closed = closed == null ? List.of() : List.copyOf(closed);
    }
}
