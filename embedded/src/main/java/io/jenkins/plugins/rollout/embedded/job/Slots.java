package io.jenkins.plugins.rollout.embedded.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/** The executors of the one node. Who finds none free is called when one is; nobody holds a thread meanwhile. */
public final class Slots {
    /** One that waits. */
    public interface Ticket {
        void giveUp();
    }

    private final TreeSet<Integer> free = new TreeSet<>();
    private final Deque<IntConsumer> waiting = new ArrayDeque<>();

    Slots(int count) {
        for (int i = 0; i < count; i++) {
            free.add(i);
        }
    }

    /** @param got hears the executor's number, at once or later, on any thread */
    public Ticket acquire(IntConsumer got) {
        int slot;
        synchronized (this) {
            if (free.isEmpty()) {
                waiting.add(got);
                return () -> forget(got);
            }
            slot = free.pollFirst();
        }
        got.accept(slot);
        return () -> {};
    }

    /** Takes the executor that a build had before the restart. */
    public synchronized void retake(int slot) {
        free.remove(slot);
    }

    public void release(int slot) {
        IntConsumer next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free.add(slot);
                return;
            }
        }
        next.accept(slot);
    }

    private synchronized void forget(IntConsumer got) {
        waiting.remove(got);
    }
}
