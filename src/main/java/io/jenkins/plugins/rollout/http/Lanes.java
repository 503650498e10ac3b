package io.jenkins.plugins.rollout.http;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets so many in at once for each server, the others in the order in which they came: thousands of gates that ask one
 * slow server must not open thousands of connections, nor keep those from being asked who answer at once.
 */
final class Lanes {
    private final int width;
    private final Executor executor;
    private final Map<String, Lane> lanes = new HashMap<>();

    /** One server's. */
    private static final class Lane {
        private int inside;
        private final Queue<Consumer<Runnable>> waiting = new ArrayDeque<>();
    }

    Lanes(int width, Executor executor) {
        this.width = width;
        this.executor = executor;
    }

    /**
     * Enters when there is room.
     *
     * @param work is run on the executor; it must run what it is given when it is over, more than once does no harm
     */
    void enter(String server, Consumer<Runnable> work) {
        synchronized (lanes) {
            Lane lane = lanes.computeIfAbsent(server, unused -> new Lane());
            if (lane.inside >= width) {
                lane.waiting.add(work);
                return;
            }
            lane.inside++;
        }
        begin(server, work);
    }

    private void begin(String server, Consumer<Runnable> work) {
        var left = new AtomicBoolean();
        executor.execute(() -> work.accept(() -> {
            if (left.compareAndSet(false, true)) {
                leave(server);
            }
        }));
    }

    private void leave(String server) {
        Consumer<Runnable> next;
        synchronized (lanes) {
            Lane lane = lanes.get(server);
            next = lane.waiting.poll();
            if (next == null && --lane.inside == 0) {
                lanes.remove(server);
            }
        }
        if (next != null) {
            begin(server, next);
        }
    }
}
