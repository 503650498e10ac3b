package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.http.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another try: exponential, with half of it left to chance so that many who failed together do
 * not come back together.
 *
 * @param first before the second try
 * @param chance a number from 0 (inclusive) to 1 (exclusive)
 */
record Backoff(Duration first, DoubleSupplier chance) {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int DOUBLINGS = 30;

    /**
     * The wait after a number of failed tries.
     *
     * @param tries 1 or more
     */
    Duration after(int tries) {
        double wanted = first.toMillis() * Math.pow(2, Math.min(tries - 1, DOUBLINGS));
        double most = Math.min(wanted, Math.max(LONGEST.toMillis(), first.toMillis()));
        return Duration.ofMillis(Math.round(most / 2 + most / 2 * chance.getAsDouble()));
    }

    /** What a server asks for with {@code Retry-After}, in seconds or as a date (RFC 9110, 10.2.3). */
    static Optional<Duration> asked(Response response, Instant now) {
        return response.header("Retry-After").flatMap(value -> read(value.trim(), now));
    }

    private static Optional<Duration> read(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration wait = Duration.between(now, until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty(); // not a wish that can be understood
        }
    }
}
