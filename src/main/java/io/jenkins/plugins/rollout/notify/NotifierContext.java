package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.engine.Workers;
import io.jenkins.plugins.rollout.http.Endpoints;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What a notifier may use of the controller. One of these serves a whole controller.
 *
 * @param endpoints the servers that administrators defined, and the way to ask them
 * @param pages where people look at rollouts
 * @param pool for work that blocks; small, shared by all notifiers
 */
public record NotifierContext(Endpoints endpoints, Pages pages, Executor pool) {
    public NotifierContext {
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(pages, "pages");
        Objects.requireNonNull(pool, "pool");
    }

    /** Does work that blocks. Give it an end: what hangs keeps others waiting. */
    public <T> CompletionStage<T> blocking(Callable<T> work) {
        return Workers.call(work, pool);
    }
}
