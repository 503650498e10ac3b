package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Sends a request, and again while the answer is one that another try may better. Holds no thread meanwhile. */
final class PatientSender {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int NOT_IMPLEMENTED = 501;

    private final Endpoints endpoints;
    private final HttpTargetTimes times;
    private final long until;
    private final Backoff backoff;

    PatientSender(Endpoints endpoints, HttpTargetTimes times) {
        this.endpoints = endpoints;
        this.times = times;
        this.until = System.nanoTime() + times.timeout().toNanos();
        this.backoff = new Backoff(times.retryDelay(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** The time that is left for everything together. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /**
     * Sends the same request until an answer is final, the tries are used up, or the time is.
     *
     * @return the last answer; fails with an {@link HttpFailure} when there was none
     */
    CompletionStage<Response> send(Request request) {
        var answer = new Undertaking<Response>();
        attempt(answer, request, 1);
        return answer.result();
    }

    private void attempt(Undertaking<Response> answer, Request request, int number) {
        Duration left = left();
        Duration limit = left.compareTo(times.requestTimeout()) < 0 ? left : times.requestTimeout();
        answer.await(
                endpoints.send(request.within(limit.isZero() ? Duration.ofMillis(1) : limit)),
                response -> {
                    if (!isPassing(response) || !again(answer, request, number, response)) {
                        answer.end(response);
                    }
                },
                failure -> {
                    boolean passing = HttpFailure.unwrap(failure) instanceof HttpFailure known && known.isPassing();
                    if (!passing || !again(answer, request, number, null)) {
                        answer.fail(failure);
                    }
                });
    }

    private boolean again(Undertaking<Response> answer, Request request, int number, Response response) {
        Duration wait = backoff.after(number);
        if (response != null) {
            Duration asked = Backoff.asked(response, Instant.now()).orElse(Duration.ZERO);
            wait = asked.compareTo(wait) > 0 ? asked : wait;
        }
        if (number >= times.attempts() || wait.compareTo(left()) >= 0) {
            return false;
        }
        answer.later(wait, () -> attempt(answer, request, number + 1));
        return true;
    }

    /** Whether the same request may get a better answer later. */
    static boolean isPassing(Response response) {
        return switch (response.status()) {
            case REQUEST_TIMEOUT, TOO_EARLY, TOO_MANY_REQUESTS -> true;
            case NOT_IMPLEMENTED -> false;
            default -> response.status() >= SERVER_ERRORS;
        };
    }
}
