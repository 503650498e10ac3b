package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Sends a request to a receiver of messages, once, and says what its answer means. */
final class Delivery {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private Delivery() {}

    /** @param reading says what an answer means that came; its body may repeat secrets */
    static CompletionStage<Outcome> send(
            NotifierContext context, Request request, Function<Response, Outcome> reading) {
        return context.endpoints().send(request.within(TIME)).thenApply(reading).exceptionally(Delivery::explain);
    }

    static Outcome explain(Throwable failure) {
        if (HttpFailure.unwrap(failure) instanceof HttpFailure known) {
            return known.isPassing() ? Outcome.again(known.getMessage()) : Outcome.failed(known.getMessage());
        }
        throw failure instanceof RuntimeException broken ? broken : new IllegalStateException(failure);
    }

    /** By the status alone. */
    static Outcome byStatus(Response response) {
        int status = response.status();
        if (response.isSuccess()) {
            return Outcome.sent();
        }
        String why = response.name() + " answers HTTP " + status;
        boolean passing = status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY_REQUESTS
                || status >= SERVER_ERRORS && status != NOT_IMPLEMENTED;
        return passing ? Outcome.again(why, asked(response).orElse(null)) : Outcome.failed(why);
    }

    /** What a server asks for with {@code Retry-After}, in seconds or as a date (RFC 9110, 10.2.3). */
    static Optional<Duration> asked(Response response) {
        return response.header("Retry-After").flatMap(value -> {
            if (value.trim().matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value.trim())));
            }
            try {
                Duration wait = Duration.between(
                        Instant.now(),
                        ZonedDateTime.parse(value.trim(), DateTimeFormatter.RFC_1123_DATE_TIME));
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException e) {
                return Optional.empty(); // not a wish that can be understood
            }
        });
    }
}
