package io.jenkins.plugins.rollout.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for work that blocks. Daemons, and none while there is nothing to do. */
public final class Workers {
    private static final long IDLE_SECONDS = 30;

    private Workers() {}

    /**
     * So many threads at most. What comes after they were shut down is left undone without a word: whoever uses them
     * finds it again after the next start.
     *
     * @param name of the threads, numbered where there can be several
     */
    public static ThreadPoolExecutor atMost(int threads, String name) {
        var number = new AtomicInteger();
        var executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    var thread = new Thread(task, threads == 1 ? name : name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return executor;
    }

    /** Has work done there. Its exception is the stage's, a checked one as the cause of a {@link CompletionException}. */
    public static <T> CompletionStage<T> call(Callable<T> work, Executor executor) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
