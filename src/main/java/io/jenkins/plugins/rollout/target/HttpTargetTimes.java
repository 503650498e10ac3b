package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Duration;
import java.util.List;

/**
 * How long and how often the {@code http} target tries.
 *
 * @param timeout for an operation with all its tries and all its waiting
 * @param requestTimeout for one request and its answer
 * @param pollInterval between two looks at what is under way
 * @param attempts how often one request is sent at most
 * @param retryDelay before the second try; doubled for each one after that
 */
record HttpTargetTimes(
        Duration timeout, Duration requestTimeout, Duration pollInterval, int attempts, Duration retryDelay) {
    static final String TIMEOUT = "15m";
    static final String REQUEST_TIMEOUT = "30s";
    static final String POLL_INTERVAL = "5s";
    static final int ATTEMPTS = 5;
    static final String RETRY_DELAY = "1s";
    static final int MOST_ATTEMPTS = 20;

    /** A field that holds a duration, with its bounds. */
    enum Field {
        TIMEOUT("timeout", HttpTargetTimes.TIMEOUT, "1s", "7d"),
        REQUEST_TIMEOUT("requestTimeout", HttpTargetTimes.REQUEST_TIMEOUT, "100ms", "10m"),
        POLL_INTERVAL("pollInterval", HttpTargetTimes.POLL_INTERVAL, "100ms", "10m"),
        RETRY_DELAY("retryDelay", HttpTargetTimes.RETRY_DELAY, "10ms", "5m");

        private final String field;
        private final String standard;
        private final String least;
        private final String most;

        Field(String field, String standard, String least, String most) {
            this.field = field;
            this.standard = standard;
            this.least = least;
            this.most = most;
        }

        /**
         * Reads the field.
         *
         * @throws IllegalArgumentException when it is no duration or out of bounds
         */
        Duration read(String text) {
            Duration value = Durations.parse(text);
            if (value.compareTo(Durations.parse(least)) < 0 || value.compareTo(Durations.parse(most)) > 0) {
                throw new IllegalArgumentException("'" + text + "' is not between " + least + " and " + most);
            }
            return value;
        }

        List<Problem> check(String text) {
            try {
                read(text);
                return List.of();
            } catch (IllegalArgumentException e) {
                return List.of(Problem.of(field, e.getMessage()));
            }
        }

        /** What a target has in this field, or what counts without. */
        String of(HttpTarget target) {
            String text = switch (this) {
                case TIMEOUT -> target.getTimeout();
                case REQUEST_TIMEOUT -> target.getRequestTimeout();
                case POLL_INTERVAL -> target.getPollInterval();
                case RETRY_DELAY -> target.getRetryDelay();
            };
            return text == null ? standard : text;
        }
    }

    static List<Problem> checkAttempts(int attempts) {
        return attempts >= 1 && attempts <= MOST_ATTEMPTS
                ? List.of()
                : List.of(Problem.of("attempts", attempts + " is not between 1 and " + MOST_ATTEMPTS));
    }

    /** @throws IllegalArgumentException when a field is wrong */
    static HttpTargetTimes of(HttpTarget target) {
        checkAttempts(target.getAttempts()).forEach(problem -> {
            throw new IllegalArgumentException(problem.toString());
        });
        return new HttpTargetTimes(
                read(Field.TIMEOUT, target),
                read(Field.REQUEST_TIMEOUT, target),
                read(Field.POLL_INTERVAL, target),
                target.getAttempts(),
                read(Field.RETRY_DELAY, target));
    }

    private static Duration read(Field field, HttpTarget target) {
        return field.read(field.of(target));
    }
}
