package jenkins.util;

import hudson.security.ACL;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The controller's one scheduler. It is for triggering things; whatever may block belongs elsewhere. */
public class Timer {
    private static final int THREADS = 10;
    private static final ThreadLocal<Boolean> RUNS_TASK = ThreadLocal.withInitial(() -> false);
    private static ScheduledThreadPoolExecutor executor;

    private Timer() {}

    public static synchronized ScheduledExecutorService get() {
        if (executor == null) {
            AtomicInteger number = new AtomicInteger();
            executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
                Thread t = new Thread(() -> asSystem(task), "jenkins.util.Timer [#" + number.incrementAndGet() + "]");
                t.setDaemon(true);
                return t;
            });
            // without it a cancelled timeout of a week would stay in memory for a week
            executor.setRemoveOnCancelPolicy(true);
        }
        return executor;
    }

    private static void asSystem(Runnable task) {
        ACL.as2(ACL.SYSTEM2);
        RUNS_TASK.set(true);
        task.run();
    }

    public static synchronized void shutdown() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
    }

    /** As {@link #shutdown}, and waits for what runs at this moment, unless that is what asks. */
    public static void shutdown(long millis) throws InterruptedException {
        ScheduledThreadPoolExecutor last;
        synchronized (Timer.class) {
            last = executor;
            shutdown();
        }
        if (last != null && !RUNS_TASK.get()) {
            last.awaitTermination(millis, TimeUnit.MILLISECONDS);
        }
    }
}
