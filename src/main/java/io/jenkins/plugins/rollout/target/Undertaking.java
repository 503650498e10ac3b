package io.jenkins.plugins.rollout.target;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Something with several steps that takes its time and holds no thread while it waits. Once it is over, however that
 * came about, no further step begins, and the step under way is cancelled.
 */
public final class Undertaking<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile CompletableFuture<?> step;

    public Undertaking() {
        result.whenComplete((value, failure) -> {
            CompletableFuture<?> current = step;
            if (current != null) {
                current.cancel(true);
            }
        });
    }

    /** What becomes of it. Completing or cancelling it from outside ends it. */
    public CompletableFuture<T> result() {
        return result;
    }

    public void end(T value) {
        result.complete(value);
    }

    public void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }

    /** Goes on with what a stage brings; its failure is the failure of the whole. */
    public <A> void await(CompletionStage<A> stage, Consumer<A> next) {
        await(stage, next, this::fail);
    }

    /** Goes on with what a stage brings, or with its failure. */
    public <A> void await(CompletionStage<A> stage, Consumer<A> next, Consumer<Throwable> failed) {
        CompletableFuture<A> future = stage.toCompletableFuture();
        step = future;
        if (result.isDone()) {
            future.cancel(true);
        }
        future.whenComplete((value, failure) -> proceed(() -> {
            if (failure == null) {
                next.accept(value);
            } else {
                failed.accept(failure);
            }
        }));
    }

    /** Goes on after a while. */
    public void later(Duration delay, Runnable next) {
        CompletableFuture<Void> timer = timer(delay, next);
        step = timer;
        if (result.isDone()) {
            timer.cancel(false);
        }
    }

    /** Does something once a time is over, unless all is over before, whatever step is under way then. */
    public void limit(Duration time, Runnable then) {
        CompletableFuture<Void> timer = timer(time, then);
        result.whenComplete((value, failure) -> timer.cancel(false));
    }

    /** Cancelling it takes it off the clock: what is over must not stay in memory for as long as it might have taken. */
    private CompletableFuture<Void> timer(Duration delay, Runnable next) {
        var timer = new CompletableFuture<Void>();
        timer.thenRunAsync(() -> proceed(next));
        return timer.completeOnTimeout(null, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void proceed(Runnable next) {
        if (result.isDone()) {
            return;
        }
        try {
            next.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }
}
