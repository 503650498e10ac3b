package io.jenkins.plugins.rollout.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Something that is open at some times and closed at others. What a clock on the wall shows decides, also in the night
 * in which the clock is put on or back: an hour that comes twice is open twice, one that does not come is not waited
 * for.
 */
sealed interface Opening {
    /** Whether phases may start. */
    boolean open(Instant at);

    /** When it opens next; asked while it is closed. Empty: never, as far as is known. */
    Optional<Instant> opens(Instant closedAt);

    /** Why it is closed, for people. */
    String why();

    /** Opens when a freeze ends. */
    record Thaw(Freeze freeze) implements Opening {
        @Override
        public boolean open(Instant at) {
            return freeze.from() != null && at.isBefore(freeze.from())
                    || freeze.until() != null && !at.isBefore(freeze.until());
        }

        @Override
        public Optional<Instant> opens(Instant closedAt) {
            return Optional.ofNullable(freeze.until());
        }

        @Override
        public String why() {
            return "freeze '" + freeze.name() + "'" + (freeze.reason().isBlank() ? "" : ": " + freeze.reason());
        }
    }

    /** Opens in the hours of a calendar. */
    record InHours(Calendar calendar) implements Opening {
        /** A week and a day, so that the same hours next week are seen from any time of this one. */
        private static final int DAYS = 8;

        @Override
        public boolean open(Instant at) {
            LocalDateTime now = Wall.at(at, calendar.zone());
            return calendar.hours().stream()
                    .anyMatch(hours -> holds(hours, now.toLocalDate(), now)
                            || holds(hours, now.toLocalDate().minusDays(1), now));
        }

        private static boolean holds(Calendar.Hours hours, LocalDate day, LocalDateTime now) {
            LocalDate last = hours.to().isAfter(hours.from()) ? day : day.plusDays(1);
            return hours.days().contains(day.getDayOfWeek())
                    && !now.isBefore(day.atTime(hours.from()))
                    && now.isBefore(last.atTime(hours.to()));
        }

        @Override
        public Optional<Instant> opens(Instant closedAt) {
            LocalDate today = Wall.at(closedAt, calendar.zone()).toLocalDate();
            List<LocalDateTime> starts = LongStream.rangeClosed(0, DAYS)
                    .mapToObj(today::plusDays)
                    .flatMap(day -> calendar.hours().stream()
                            .filter(hours -> hours.days().contains(day.getDayOfWeek()))
                            .map(hours -> day.atTime(hours.from())))
                    .toList();
            return Wall.first(this, closedAt, calendar.zone(), starts);
        }

        @Override
        public String why() {
            return "outside the hours of calendar '" + calendar.name() + "' (" + CalendarText.hours(calendar.hours())
                    + " " + calendar.zone().getId() + ")";
        }
    }

    /** Opens when a closed time of a calendar is over. */
    record Unless(Calendar calendar, Calendar.Closed closed) implements Opening {
        @Override
        public boolean open(Instant at) {
            return began(at).isEmpty();
        }

        @Override
        public Optional<Instant> opens(Instant closedAt) {
            return began(closedAt).flatMap(began ->
                    Wall.first(this, closedAt, calendar.zone(), List.of(began.plus(closed.duration()))));
        }

        /** When the closed time began that holds at a moment. */
        private Optional<LocalDateTime> began(Instant at) {
            LocalDateTime now = Wall.at(at, calendar.zone());
            LocalDateTime over = now.minus(closed.duration());
            return closed.rule().isEmpty()
                    ? Optional.of(closed.from()).filter(from -> !from.isAfter(now) && from.isAfter(over))
                    : Recurrence.of(closed, calendar.zone()).last(now, over);
        }

        @Override
        public String why() {
            return "calendar '" + calendar.name() + "' is closed"
                    + (closed.reason().isBlank() ? "" : ": " + closed.reason());
        }
    }

    /** A calendar that nobody defined: whatever it was meant to keep closed stays closed. */
    record Unknown(String name) implements Opening {
        @Override
        public boolean open(Instant at) {
            return false;
        }

        @Override
        public Optional<Instant> opens(Instant closedAt) {
            return Optional.empty();
        }

        @Override
        public String why() {
            return "there is no calendar '" + name + "'; an administrator must define it";
        }
    }

    /** The clock on the wall. */
    final class Wall {
        private Wall() {}

        static LocalDateTime at(Instant at, ZoneId zone) {
            return LocalDateTime.ofInstant(at, zone);
        }

        /**
         * The first moment at which something is open: when the clock shows one of some times, jumps over it, or is put
         * back.
         */
        static Optional<Instant> first(Opening what, Instant after, ZoneId zone, List<LocalDateTime> times) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(after);
            return Stream.concat(
                            times.stream().flatMap(time -> moments(time, zone)),
                            Stream.ofNullable(change).map(ZoneOffsetTransition::getInstant))
                    .filter(moment -> moment.isAfter(after))
                    .sorted()
                    .filter(what::open)
                    .findFirst();
        }

        /** When the clock shows a time: once, twice, or when it jumps over it. */
        private static Stream<Instant> moments(LocalDateTime time, ZoneId zone) {
            ZoneOffsetTransition change = zone.getRules().getTransition(time);
            return change != null && change.isGap()
                    ? Stream.of(change.getInstant())
                    : zone.getRules().getValidOffsets(time).stream().map(time::toInstant);
        }
    }
}
