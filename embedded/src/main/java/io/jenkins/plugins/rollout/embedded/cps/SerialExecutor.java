package io.jenkins.plugins.rollout.embedded.cps;

import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs one program's tasks one after the other, on any thread of a pool; without tasks it holds none. */
final class SerialExecutor implements Executor {
    private static final Logger LOGGER = Logger.getLogger(SerialExecutor.class.getName());

    // a saved program nests as deep as its continuation does; the default stack would end a script of moderate size
    private static final long STACK = 64L << 20;

    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ExecutorService POOL = pool();

    private final String name;
    private final Runnable whenIdle;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean closed;
    private Thread runner;

    /** @param whenIdle runs after the last task, before the thread is given back */
    SerialExecutor(String name, Runnable whenIdle) {
        this.name = name;
        this.whenIdle = whenIdle;
    }

    private static ExecutorService pool() {
        int size = Math.max(4, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread t = new Thread(null, task, "programs [#" + THREADS.incrementAndGet() + "]", STACK);
                    t.setDaemon(true);
                    return t;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            return;
        }
        tasks.add(task);
        if (!running) {
            running = true;
            POOL.execute(this::drain);
        }
    }

    /** Drops what waits and what comes. */
    synchronized void close() {
        closed = true;
        tasks.clear();
    }

    /** Waits until the task that runs now is over, but not for ever, and not for the one that asks. */
    synchronized void awaitQuiet(long millis) throws InterruptedException {
        long deadline = System.currentTimeMillis() + millis;
        while (runner != null && runner != Thread.currentThread()) {
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                LOGGER.log(Level.WARNING, "The program of {0} computes on", name);
                return;
            }
            wait(left);
        }
    }

    private synchronized void runBy(Thread thread) {
        runner = thread;
    }

    private synchronized void ranBy(Thread thread) {
        // the next one may have begun
        if (runner == thread) {
            runner = null;
            notifyAll();
        }
    }

    private void drain() {
        Thread thread = Thread.currentThread();
        runBy(thread);
        String pooled = thread.getName();
        thread.setName("program of " + name);
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (Runnable task = next(); task != null; task = next()) {
                guarded(task);
            }
        } finally {
            thread.setName(pooled);
            ranBy(thread);
        }
    }

    /** The next task; when there is none, first whatever is to be done before resting. */
    private Runnable next() {
        synchronized (this) {
            Runnable task = tasks.poll();
            if (task != null || closed) {
                return endIfNull(task);
            }
        }
        guarded(whenIdle);
        synchronized (this) {
            return endIfNull(tasks.poll());
        }
    }

    private Runnable endIfNull(Runnable task) {
        running = task != null;
        return task;
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.SEVERE, "A task of the program of " + name + " failed", e);
        }
    }
}
