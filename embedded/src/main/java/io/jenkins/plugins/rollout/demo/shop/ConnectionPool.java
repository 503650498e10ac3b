package io.jenkins.plugins.rollout.demo.shop;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The database connections of one version. Each request needs one for its work; the bad version gives it back late,
 * which nobody notices while there are few requests, and which leaves none over when there are many.
 */
final class ConnectionPool {
    /** How long a request waits for a connection before it fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore free;
    private final Duration lateness;
    private final ScheduledExecutorService timer;

    private ConnectionPool(int size, Duration lateness, ScheduledExecutorService timer) {
        this.free = new Semaphore(size, true);
        this.lateness = lateness;
        this.timer = timer;
    }

    /** A pool that is large enough and gives every connection back at once. */
    static ConnectionPool sound(ScheduledExecutorService timer) {
        return new ConnectionPool(256, Duration.ZERO, timer);
    }

    /**
     * A pool whose connections come back half a second late.
     *
     * @param requestsPerSecond how many it can serve; beyond that requests wait, then fail
     */
    static ConnectionPool leaking(double requestsPerSecond, ScheduledExecutorService timer) {
        Duration lateness = Duration.ofMillis(500);
        int size = Math.max(1, (int) Math.round(requestsPerSecond * lateness.toMillis() / 1000));
        return new ConnectionPool(size, lateness, timer);
    }

    /** Waits a while for a free connection. False: there was none. */
    boolean take() throws InterruptedException {
        return free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void giveBack() {
        if (lateness.isZero()) {
            free.release();
        } else {
            timer.schedule(() -> free.release(), lateness.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
