package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One rollout as those who look at it need it: its state, its samples and what was told last. Follows the journal entry
 * by entry; what it saw already it ignores, so that it may be told twice.
 */
final class Timeline {
    /** So many sentences the page carries; the rest is a request away. */
    static final int HISTORY = 200;

    /** So many of the last entries are kept, for those who follow. */
    static final int TAIL = 500;

    /** So many may wait for news of one rollout; one more is answered at once. */
    private static final int WAITING = 500;

    private final Map<String, Trace> traces = new HashMap<>();
    private final Deque<Told> history = new ArrayDeque<>();
    private final Deque<Told> tail = new ArrayDeque<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private RolloutState state;

    /** Takes what happened, in order, and wakes those who wait. */
    void accept(List<Entry> entries) {
        List<Runnable> wake;
        synchronized (this) {
            long before = sequence();
            entries.forEach(this::follow);
            if (sequence() == before) {
                return;
            }
            wake = List.copyOf(waiting);
            waiting.clear();
        }
        wake.forEach(Runnable::run);
    }

    private synchronized void follow(Entry entry) {
        if (entry.sequence() != sequence() + 1) {
            return;
        }
        RolloutState before = state;
        state = Evolution.evolve(before, entry);
        String phase = Trace.phaseOf(entry.event());
        if (phase != null) {
            trace(phase).follow(entry, phase, state);
        }
        Told told = Told.of(before, entry, state);
        if (!told.text().isEmpty()) {
            add(history, told, HISTORY);
        }
        add(tail, told, TAIL);
    }

    private static void add(Deque<Told> list, Told told, int most) {
        list.addLast(told);
        if (list.size() > most) {
            list.removeFirst();
        }
    }

    /** Of the last entry it saw; 0 before the first. */
    synchronized long sequence() {
        return state == null ? 0 : state.sequence();
    }

    /** Empty before the first entry. */
    synchronized Optional<RolloutState> state() {
        return Optional.ofNullable(state);
    }

    synchronized boolean isEnded() {
        return state != null && state.isEnded();
    }

    synchronized boolean isEmpty() {
        return state == null;
    }

    /** Of a phase; an empty one when nothing happened there. */
    synchronized Trace trace(String phase) {
        return traces.computeIfAbsent(phase, name -> new Trace());
    }

    /** The last sentences, oldest first. */
    synchronized List<Told> history() {
        return List.copyOf(history);
    }

    /** What happened after the given sequence, oldest first; empty optional when not all of it is kept. */
    synchronized Optional<List<Told>> after(long sequence) {
        long first = tail.isEmpty() ? 1 : tail.peekFirst().sequence();
        return sequence + 1 < first
                ? Optional.empty()
                : Optional.of(tail.stream().filter(told -> told.sequence() > sequence).toList());
    }

    /** Looks at it while nothing changes. */
    synchronized <T> T look(Supplier<T> at) {
        return at.get();
    }

    /**
     * Wakes somebody once there is something after the given sequence.
     *
     * @return false when there is already, when there never will be, or when too many wait: the caller need not wait
     */
    synchronized boolean await(long after, Runnable wake) {
        if (sequence() > after || isEnded() || waiting.size() >= WAITING) {
            return false;
        }
        waiting.add(wake);
        return true;
    }

    synchronized void leave(Runnable wake) {
        waiting.remove(wake);
    }

    synchronized boolean isWatched() {
        return !waiting.isEmpty();
    }
}
