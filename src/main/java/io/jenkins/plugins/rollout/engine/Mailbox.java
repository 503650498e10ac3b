package io.jenkins.plugins.rollout.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Hands over what arrives, in order, a batch at a time, never two batches at once, on a borrowed thread. */
public final class Mailbox<T> {
    private final Executor executor;
    private final Consumer<List<T>> reader;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private boolean reading;

    public Mailbox(Executor executor, Consumer<List<T>> reader) {
        this.executor = executor;
        this.reader = reader;
    }

    public void put(T letter) {
        synchronized (waiting) {
            waiting.add(letter);
            if (reading) {
                return;
            }
            reading = true;
        }
        executor.execute(this::read);
    }

    private void read() {
        List<T> batch;
        synchronized (waiting) {
            batch = new ArrayList<>(waiting);
            waiting.clear();
        }
        try {
            reader.accept(batch);
        } finally {
            boolean more;
            synchronized (waiting) {
                more = !waiting.isEmpty();
                reading = more;
            }
            if (more) {
                executor.execute(this::read);
            }
        }
    }
}
