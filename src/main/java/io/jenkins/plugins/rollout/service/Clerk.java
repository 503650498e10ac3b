package io.jenkins.plugins.rollout.service;

import io.jenkins.plugins.rollout.engine.Follower;
import io.jenkins.plugins.rollout.engine.Workers;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread that writes a book behind the engine, and ends when there is nothing to write. */
final class Clerk {
    private static final long PATIENCE_SECONDS = 10;

    private Clerk() {}

    static ThreadPoolExecutor thread(String name) {
        return Workers.atMost(1, name); // what is not taken over before the end is read from the journals after the next start
    }

    /** Waits until what the engine wrote up to now is in the book. @param book for messages: {@code the audit trail} */
    static void settle(Follower<?> follower, String book) throws IOException {
        try {
            follower.settled().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before " + book + " was written", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(book + " is not written; the controller's log says why", e);
        }
    }

    /** Ends the thread without what is left to do. */
    static void end(ThreadPoolExecutor thread) {
        thread.shutdown();
        thread.getQueue().clear();
    }
}
