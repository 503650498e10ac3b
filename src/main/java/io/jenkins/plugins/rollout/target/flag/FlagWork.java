package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.engine.Workers;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Work that blocks, on threads of its own: a system of flags that does not answer holds up no other target. Four daemon
 * threads at most, none while there is nothing to do.
 */
final class FlagWork {
    private static final int THREADS = 4;
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(15);
    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;
    private static final Executor POOL = Workers.atMost(THREADS, "phased-rollout-flag");

    private FlagWork() {}

    static <T> CompletionStage<T> later(Callable<T> work) {
        return Workers.call(work, POOL);
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param body null for none
     * @throws HttpFailure when there is no answer
     */
    static Response ask(Endpoints endpoints, Request request) {
        try {
            return endpoints
                    .send(request.within(LONGEST_REQUEST))
                    .toCompletableFuture()
                    .get(LONGEST_REQUEST.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, request.name() + ": the controller is shutting down");
        } catch (ExecutionException e) {
            if (HttpFailure.unwrap(e) instanceof HttpFailure failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, request.name() + " did not answer in time");
        }
    }

    static Request request(Endpoint endpoint, String method, String body) {
        Request request = new Request(
                        endpoint.name(), method, endpoint.uri(), endpoint.headers(), body, LONGEST_REQUEST, endpoint.trust())
                .header("Accept", "application/json");
        return body == null ? request : request.header("Content-Type", "application/json");
    }

    /** What an answer that is no success means for another try. Its body is not shown: it was not written for us. */
    static HttpFailure failure(String name, String what, Response response) {
        int status = response.status();
        boolean passing = status >= SERVER_ERRORS || status == 408 || status == 425 || status == 429;
        String hint =
                switch (status) {
                    case CLIENT_ERRORS + 1, CLIENT_ERRORS + 3 -> "; are the credentials of the server right, and enough?";
                    case CLIENT_ERRORS + 4 -> "; is there such a thing?";
                    default -> "";
                };
        return new HttpFailure(
                passing ? HttpFailure.Kind.UNREACHABLE : HttpFailure.Kind.REFUSED,
                name + " answered HTTP " + status + " to " + what + hint);
    }
}
