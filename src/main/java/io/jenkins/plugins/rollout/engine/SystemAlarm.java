package io.jenkins.plugins.rollout.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An alarm by one daemon thread, which only passes on. */
final class SystemAlarm implements Alarm, AutoCloseable {
    /** A sleeping machine stretches timers: look at the clock again after so long at the most. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;

    SystemAlarm(Clock clock) {
        this.clock = clock;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "rollout-alarm");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Runnable at(Instant time, Runnable task) {
        var ring = new Ring(time, task);
        ring.arm();
        return ring::cancel;
    }

    private final class Ring implements Runnable {
        private final Instant time;
        private final Runnable task;
        private Future<?> future;
        private boolean cancelled;

        Ring(Instant time, Runnable task) {
            this.time = time;
            this.task = task;
        }

        synchronized void arm() {
            if (cancelled || timer.isShutdown()) {
                return;
            }
            Duration left = Duration.between(clock.instant(), time);
            Duration wait = left.compareTo(LONGEST) > 0 ? LONGEST : left.isNegative() ? Duration.ZERO : left;
            future = timer.schedule(this, wait.toMillis() + (wait.getNano() % 1_000_000 > 0 ? 1 : 0), TimeUnit.MILLISECONDS);
        }

        @Override
        public void run() {
            if (clock.instant().isBefore(time)) {
                arm();
            } else {
                task.run();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (future != null) {
                future.cancel(false);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
