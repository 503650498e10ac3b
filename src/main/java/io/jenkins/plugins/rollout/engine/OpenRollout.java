package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.journal.JournalGone;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One rollout that goes on: takes commands one after the other, writes what follows, then lets it be so. The commands
 * that wait together are written together, with one sync of the disk.
 */
final class OpenRollout {
    private static final Logger LOGGER = System.getLogger(OpenRollout.class.getName());

    /** At most so many entries are replayed to a listener at a time. */
    private static final int REPLAY = 500;

    private sealed interface Letter {}

    private record Ask(Command command, CompletableFuture<Decision> answer) implements Letter {}

    private record Join(Listening listening) implements Letter {}

    private final class Listening implements AutoCloseable {
        private final RolloutListener listener;
        private final long after;

        Listening(RolloutListener listener, long after) {
            this.listener = listener;
            this.after = after;
        }

        @Override
        public void close() {
            synchronized (listeners) {
                listeners.remove(this);
            }
        }
    }

    private final Journal journal;
    private final Clock clock;
    private final Supplier<Decider> decider;
    private final Effects effects;
    private final Mailbox<Letter> mailbox;
    private final Witness witness;
    private final Runnable ended;
    private final List<Listening> listeners = new ArrayList<>();
    private volatile RolloutState state;
    private volatile boolean closed;

    /** @param state null for a new one, until {@link #begin} */
    OpenRollout(
            Journal journal,
            RolloutState state,
            Clock clock,
            Executor executor,
            Supplier<Decider> decider,
            Effects effects,
            Witness witness,
            Runnable ended) {
        this.journal = journal;
        this.state = state;
        this.clock = clock;
        this.decider = decider;
        this.effects = effects;
        this.witness = witness;
        this.ended = ended;
        this.mailbox = new Mailbox<>(executor, this::read);
    }

    RolloutState state() {
        return state;
    }

    /** Writes the first entries. */
    void begin(List<Entry> entries) throws IOException {
        write(entries, Evolution.fold(entries));
    }

    private void write(List<Entry> entries, RolloutState after) throws IOException {
        List<String> hashes = journal.append(entries, after);
        state = after;
        try {
            witness.wrote(journal.directory(), List.copyOf(entries), hashes, after);
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "rollout " + after.id() + ": what it wrote is kept nowhere else", e);
        }
    }

    CompletionStage<Decision> submit(Command command) {
        var answer = new CompletableFuture<Decision>();
        mailbox.put(new Ask(command, answer));
        return answer;
    }

    AutoCloseable listen(long after, RolloutListener listener) {
        var listening = new Listening(listener, after);
        mailbox.put(new Join(listening));
        return listening;
    }

    List<Entry> entries(long after, int most) throws IOException {
        return journal.entries(after, most);
    }

    private void read(List<Letter> letters) {
        var asked = new ArrayList<Ask>();
        for (Letter letter : letters) {
            if (letter instanceof Ask ask) {
                asked.add(ask);
            } else if (letter instanceof Join join) {
                answer(asked);
                asked.clear();
                join(join.listening());
            }
        }
        answer(asked);
    }

    private void answer(List<Ask> asked) {
        if (asked.isEmpty() || closed && !state.isEnded()) {
            asked.forEach(ask -> ask.answer().completeExceptionally(new IllegalStateException("the engine is closed")));
            return;
        }
        RolloutState before = state;
        RolloutState after = before;
        var entries = new ArrayList<Entry>();
        Map<Ask, Decision> decisions = new LinkedHashMap<>();
        for (Ask ask : asked) {
            try {
                Decision decision = decider.get().decide(after, ask.command(), clock.instant());
                decisions.put(ask, decision);
                if (decision instanceof Decision.Accepted accepted) {
                    for (Entry entry : accepted.entries()) {
                        after = Evolution.evolve(after, entry);
                        entries.add(entry);
                    }
                }
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "rollout " + before.id() + ": no decision on " + ask.command(), e);
                ask.answer().completeExceptionally(e);
            }
        }
        if (!entries.isEmpty()) {
            try {
                write(entries, after);
            } catch (JournalGone e) {
                decisions.keySet().forEach(ask -> ask.answer().completeExceptionally(e));
                giveUp(before, e);
                return;
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.ERROR, "rollout " + before.id() + ": the journal cannot be written", e);
                decisions.keySet().forEach(ask -> ask.answer().completeExceptionally(e));
                effects.retryLater(before);
                return;
            }
        }
        decisions.forEach((ask, decision) -> ask.answer().complete(decision));
        if (!entries.isEmpty()) {
            tell(entries, after);
        }
        effects.reconcile(after);
        if (after.isEnded() && !before.isEnded()) {
            ended.run();
        }
    }

    /** Nothing of it can be written ever again: it ends without its last line, so that nobody waits behind it. */
    private void giveUp(RolloutState before, JournalGone gone) {
        String out = Undoing.outThere(before);
        String cause = gone.getMessage() + ", so that nothing more is done or written down"
                + (out.isEmpty() ? "; nothing of it is out there" : "; still out there: " + out);
        LOGGER.log(Level.ERROR, "rollout " + before.id() + " of " + before.plan().application() + " "
                + before.plan().version() + " is not continued: " + cause);
        var end = new Entry(
                before.sequence() + 1, clock.instant(), Actor.ENGINE, new Event.RolloutEnded(Result.FAILURE, cause));
        state = Evolution.evolve(before, end);
        tell(List.of(end), state);
        effects.reconcile(state);
        ended.run();
    }

    private void join(Listening listening) {
        try {
            long after = listening.after;
            List<Entry> missed = journal.entries(after, REPLAY);
            if (missed.isEmpty()) {
                tell(listening, missed, state);
            }
            while (!missed.isEmpty()) {
                tell(listening, missed, state);
                after = missed.get(missed.size() - 1).sequence();
                missed = journal.entries(after, REPLAY);
            }
            synchronized (listeners) {
                listeners.add(listening);
            }
        } catch (IOException e) {
            LOGGER.log(Level.ERROR, "rollout " + state.id() + ": its journal cannot be read", e);
        }
    }

    private void tell(List<Entry> entries, RolloutState now) {
        List<Listening> all;
        synchronized (listeners) {
            all = List.copyOf(listeners);
        }
        all.forEach(listening -> tell(listening, entries, now));
    }

    private void tell(Listening listening, List<Entry> entries, RolloutState now) {
        try {
            listening.listener.happened(entries, now);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "rollout " + now.id() + ": a listener failed", e);
        }
    }

    /** Starts what the state wants. */
    void wake() {
        effects.reconcile(state);
    }

    /** Stops all work, as if the controller had been killed; the journal has everything. */
    void close() {
        closed = true;
        effects.close();
    }
}
