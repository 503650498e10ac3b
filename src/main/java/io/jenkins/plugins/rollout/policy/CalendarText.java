package io.jenkins.plugins.rollout.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Calendars as administrators write them, in forms and files: {@code Mon-Fri 09:00-17:00}, {@code 2026-12-24}. */
public final class CalendarText {
    private static final Pattern HOURS =
            Pattern.compile("(?<days>[A-Za-z,\\s-]+?)\\s+(?<from>\\d{1,2}:\\d{2})\\s*-\\s*(?<to>\\d{1,2}:\\d{2})");

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("H:mm", Locale.ROOT);

    private CalendarText() {}

    /**
     * The zone of a calendar.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.trim());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone: '" + text + "' is no time zone; write it like 'Europe/Berlin' or 'UTC'", e);
        }
    }

    /**
     * Open hours of some days.
     *
     * @param text {@code Mon-Fri 09:00-17:00}, {@code Sat,Sun 10:00-12:00} or {@code daily 22:00-02:00}, which ends on
     *     the next day; {@code 24:00} is midnight
     * @throws IllegalArgumentException when it cannot be understood
     */
    public static Calendar.Hours hours(String text) {
        Matcher matcher = HOURS.matcher(text.trim());
        if (!matcher.matches()) {
            throw badHours(text);
        }
        try {
            return new Calendar.Hours(
                    days(matcher.group("days"), text),
                    LocalTime.parse(matcher.group("from"), CLOCK),
                    matcher.group("to").equals("24:00")
                            ? LocalTime.MIDNIGHT
                            : LocalTime.parse(matcher.group("to"), CLOCK));
        } catch (DateTimeException e) {
            throw badHours(text);
        }
    }

    private static Set<DayOfWeek> days(String text, String whole) {
        if (text.trim().equalsIgnoreCase("daily")) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.trim().split("\\s*-\\s*", -1);
            DayOfWeek from = day(ends[0], whole);
            DayOfWeek to = day(ends[ends.length - 1], whole);
            if (ends.length > 2) {
                throw badHours(whole);
            }
            for (DayOfWeek day = from; day != to; day = day.plus(1)) {
                days.add(day);
            }
            days.add(to);
        }
        return days;
    }

    private static DayOfWeek day(String text, String whole) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (text.equalsIgnoreCase(day.name()) || text.equalsIgnoreCase(word(day))) {
                return day;
            }
        }
        throw badHours(whole);
    }

    private static IllegalArgumentException badHours(String text) {
        return new IllegalArgumentException("hours: '" + text
                + "' cannot be understood; write them like 'Mon-Fri 09:00-17:00' or 'daily 22:00-02:00'");
    }

    /**
     * A closed time.
     *
     * @param from its first day or moment: {@code 2026-12-24} or {@code 2026-12-24T18:00}
     * @param to its last day, or the moment of its end; empty for one day
     * @param rule how it comes again, see {@link Calendar.Closed}; may be empty
     * @throws IllegalArgumentException when it cannot be understood
     */
    public static Calendar.Closed closed(String from, String to, String rule, String reason) {
        LocalDateTime begin = moment("from", from, 0);
        LocalDateTime end = to == null || to.isBlank() ? lastDay(begin) : moment("to", to, 1);
        if (!end.isAfter(begin)) {
            throw new IllegalArgumentException("to: '" + to + "' is not after from: '" + from + "'");
        }
        return new Calendar.Closed(begin, Duration.between(begin, end), rule == null ? "" : rule.trim(), reason);
    }

    private static LocalDateTime lastDay(LocalDateTime begin) {
        return begin.toLocalDate().plusDays(1).atStartOfDay();
    }

    private static LocalDateTime moment(String field, String text, int moreDays) {
        String trimmed = text == null ? "" : text.trim();
        try {
            return trimmed.indexOf('T') < 0
                    ? LocalDate.parse(trimmed).plusDays(moreDays).atStartOfDay()
                    : LocalDateTime.parse(trimmed);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    field + ": '" + trimmed + "' is no date; write it like '2026-12-24' or '2026-12-24T18:00'", e);
        }
    }

    /**
     * The begin or the end of a freeze, with its offset from UTC.
     *
     * @param field for the message
     * @return null for a blank text
     * @throws IllegalArgumentException when it cannot be understood
     */
    public static Instant instant(String field, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text.trim()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    field + ": '" + text.trim() + "' is no moment; write it like '2026-11-27T18:00Z',"
                            + " '2026-11-27T18:00+01:00' or '2026-11-27T18:00+01:00[Europe/Berlin]'",
                    e);
        }
    }

    /** The hours as {@link #hours(String)} reads them, one after the other. */
    public static String hours(List<Calendar.Hours> hours) {
        return hours.stream().map(CalendarText::hours).collect(Collectors.joining(", "));
    }

    /** The hours as {@link #hours(String)} reads them. */
    public static String hours(Calendar.Hours hours) {
        return days(hours.days()) + " " + hours.from() + "-" + hours.to();
    }

    private static String days(Set<DayOfWeek> days) {
        if (days.size() == DayOfWeek.values().length) {
            return "daily";
        }
        var runs = new ArrayList<String>();
        for (DayOfWeek day : DayOfWeek.values()) {
            boolean begins = day == DayOfWeek.MONDAY || !days.contains(day.minus(1));
            if (days.contains(day) && begins) {
                DayOfWeek last = day;
                while (last != DayOfWeek.SUNDAY && days.contains(last.plus(1))) {
                    last = last.plus(1);
                }
                runs.add(last == day ? word(day) : word(day) + "-" + word(last));
            }
        }
        return String.join(",", runs);
    }

    private static String word(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }
}
