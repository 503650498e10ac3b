package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes over into a book what the engine writes: behind it, in its order, each entry once. What was written but not taken
 * over when the controller was killed is read from the journals after the next start.
 *
 * @param <R> what the book keeps
 */
public class Follower<R> implements Witness {
    private static final Logger LOGGER = System.getLogger(Follower.class.getName());

    /** Where it is kept, on a disk. */
    public interface Book<R> {
        /** For messages: {@code the audit trail}. */
        String name();

        /** @param state of a rollout that is known up to there; null for a new one */
        Reading<R> reading(RolloutState state);

        /**
         * How far these rollouts are known.
         *
         * @param since nothing about them was written before
         */
        Map<String, Known> known(Collection<String> rollouts, Instant since) throws IOException;

        /** @throws IOException when they could not be written; then none of them counts */
        void append(List<R> records) throws IOException;
    }

    /** Goes with one rollout from entry to entry. */
    @FunctionalInterface
    public interface Reading<R> {
        /**
         * What is kept of an entry.
         *
         * @param state after it
         * @param hash of its line in the journal
         */
        Optional<R> of(RolloutState state, Entry entry, String hash);
    }

    /**
     * The last that is known of a rollout.
     *
     * @param declared when that rollout began: tells it from another of the same id, after its job was deleted and made again
     * @param sequence of the last entry of which something is kept
     */
    public record Known(Instant declared, long sequence) {
        /** Of the two, told in this order, the one that counts. */
        public Known or(Known later) {
            return later.declared.equals(declared) && later.sequence < sequence ? this : later;
        }
    }

    /** A book that could not be written is tried again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private sealed interface Letter<R> {}

    private record Wrote<R>(Path directory, List<Entry> entries, List<String> hashes, RolloutState state)
            implements Letter<R> {}

    /** What was taken over of it has to be looked up: in the book at first, in memory later. */
    private record Found<R>(Path directory, RolloutState state) implements Letter<R> {}

    private record Kept<R>(String rollout, CompletableFuture<Void> answer) implements Letter<R> {}

    private record Own<R>(R record, CompletableFuture<Void> answer) implements Letter<R> {}

    private record Again<R>() implements Letter<R> {}

    /**
     * How far a rollout was taken over.
     *
     * @param state after the last entry that was; null before the first
     */
    private record Followed<R>(Reading<R> reading, long taken, RolloutState state) {}

    private final Book<R> book;
    private final Executor executor;
    private final Mailbox<Letter<R>> mailbox;
    private final Map<String, Followed<R>> followed = new HashMap<>();

    /** What could not be taken over yet; a journal is read again rather than its entries kept in memory. */
    private final Map<String, Found<R>> behind = new LinkedHashMap<>();

    private final List<Letter<R>> waiting = new ArrayList<>();

    /** @param executor for reading and writing files */
    protected Follower(Book<R> book, Executor executor) {
        this.book = book;
        this.executor = executor;
        this.mailbox = new Mailbox<>(executor, this::read);
    }

    @Override
    public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
        mailbox.put(new Wrote<>(directory, entries, hashes, state));
    }

    @Override
    public void found(Path directory, RolloutState state) {
        mailbox.put(new Found<>(directory, state));
    }

    @Override
    public CompletionStage<Void> kept(String rolloutId) {
        var answer = new CompletableFuture<Void>();
        mailbox.put(new Kept<>(rolloutId, answer));
        return answer;
    }

    /** Writes down something that is about no rollout. @return done when it is on the disk */
    public CompletionStage<Void> add(R record) {
        var answer = new CompletableFuture<Void>();
        mailbox.put(new Own<>(record, answer));
        return answer;
    }

    /** Done when everything that was told up to now is on the disk. */
    public CompletionStage<Void> settled() {
        return kept("");
    }

    private void read(List<Letter<R>> letters) {
        var taking = new Taking();
        try {
            taking.lookUp(letters);
            List.copyOf(behind.values()).forEach(taking::catchUp);
            for (Letter<R> letter : letters) {
                if (letter instanceof Wrote<R> wrote) {
                    taking.take(wrote);
                } else if (letter instanceof Own<R> own) {
                    taking.records.add(own.record());
                }
            }
            waiting.forEach(letter -> {
                if (letter instanceof Own<R> own) {
                    taking.records.add(own.record());
                }
            });
            book.append(taking.records);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.ERROR, book.name() + " cannot be written; it is tried again", e);
            later(letters);
            return;
        }
        behind.clear();
        followed.putAll(taking.progress);
        waiting.addAll(letters);
        answer();
    }

    private void answer() {
        for (Letter<R> letter : waiting) {
            if (letter instanceof Own<R> own) {
                own.answer().complete(null);
            } else if (letter instanceof Kept<R> kept) {
                followed.remove(kept.rollout());
                kept.answer().complete(null);
            }
        }
        waiting.clear();
    }

    private void later(List<Letter<R>> letters) {
        for (Letter<R> letter : letters) {
            if (letter instanceof Wrote<R> wrote) {
                behind.put(wrote.state().id(), new Found<>(wrote.directory(), wrote.state()));
            } else if (letter instanceof Found<R> found) {
                behind.put(found.state().id(), found);
            } else if (!(letter instanceof Again<R>)) {
                waiting.add(letter);
            }
        }
        CompletableFuture.delayedExecutor(AGAIN.toSeconds(), TimeUnit.SECONDS, executor)
                .execute(() -> mailbox.put(new Again<>()));
    }

    /** One batch; nothing of it counts before it is on the disk. */
    private final class Taking {
        private final List<R> records = new ArrayList<>();
        private final Map<String, Followed<R>> progress = new HashMap<>();

        private Followed<R> of(String rollout) {
            Followed<R> fresh = progress.get(rollout);
            return fresh == null ? followed.get(rollout) : fresh;
        }

        private Followed<R> fresh() {
            return new Followed<>(book.reading(null), 0, null);
        }

        /** Asks the book once for all rollouts that were found. */
        void lookUp(List<Letter<R>> letters) throws IOException {
            for (Letter<R> letter : letters) {
                if (letter instanceof Found<R> found) {
                    behind.put(found.state().id(), found);
                }
            }
            List<RolloutState> unknown = behind.values().stream()
                    .map(Found::state)
                    .filter(state -> of(state.id()) == null)
                    .toList();
            if (unknown.isEmpty()) {
                return;
            }
            List<String> ids = unknown.stream().map(RolloutState::id).toList();
            Instant since = unknown.stream()
                    .map(RolloutState::declaredAt)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Map<String, Known> known = book.known(ids, since);
            for (RolloutState state : unknown) {
                Known there = known.get(state.id());
                boolean same = there != null && there.declared().equals(state.declaredAt());
                progress.put(
                        state.id(), new Followed<>(book.reading(state), same ? there.sequence() : 0, state));
            }
        }

        /** Reads from the journal what was not taken over. */
        void catchUp(Found<R> found) {
            String id = found.state().id();
            long taken = of(id).taken();
            if (taken >= found.state().sequence()) {
                return;
            }
            Reading<R> reading = book.reading(null);
            var last = new long[] {taken};
            try {
                JournalReader.follow(found.directory(), (entry, hash, state) -> {
                    var record = reading.of(state, entry, hash);
                    if (entry.sequence() > taken && entry.sequence() <= found.state().sequence()) {
                        record.ifPresent(records::add);
                        last[0] = entry.sequence();
                    }
                });
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.ERROR, "rollout " + id + ": its journal cannot be read after record " + last[0]
                        + "; " + book.name() + " lacks what followed", e);
            }
            progress.put(id, new Followed<>(reading, found.state().sequence(), found.state()));
        }

        void take(Wrote<R> wrote) {
            String id = wrote.state().id();
            long first = wrote.entries().get(0).sequence();
            Followed<R> known = first == 1 ? fresh() : of(id);
            if (known == null || known.taken() + 1 < first) {
                progress.putIfAbsent(id, known == null ? fresh() : known);
                catchUp(new Found<>(wrote.directory(), wrote.state()));
                return;
            }
            RolloutState state = known.state();
            for (int i = 0; i < wrote.entries().size(); i++) {
                Entry entry = wrote.entries().get(i);
                if (entry.sequence() > known.taken()) {
                    boolean last = entry.sequence() == wrote.state().sequence();
                    state = last ? wrote.state() : Evolution.evolve(state, entry);
                    known.reading().of(state, entry, wrote.hashes().get(i)).ifPresent(records::add);
                }
            }
            progress.put(id, new Followed<>(known.reading(), Math.max(known.taken(), wrote.state().sequence()), state));
        }
    }
}
