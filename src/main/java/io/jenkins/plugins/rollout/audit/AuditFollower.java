package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.engine.Mailbox;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes over into the audit trail what the engine writes: behind it, in its order, each entry once. What was written but
 * not taken over when the controller was killed is read from the journals after the next start.
 */
public final class AuditFollower implements Witness {
    private static final Logger LOGGER = System.getLogger(AuditFollower.class.getName());

    /** A trail that could not be written is tried again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private sealed interface Letter {}

    private record Wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state)
            implements Letter {}

    /** What was taken over of it has to be looked up: in the trail at first, in memory later. */
    private record Found(Path directory, RolloutState state) implements Letter {}

    private record Kept(String rollout, CompletableFuture<Void> answer) implements Letter {}

    private record Own(AuditRecord record, CompletableFuture<Void> answer) implements Letter {}

    private record Again() implements Letter {}

    /** How far a rollout was taken over. */
    private static final class Followed {
        private final Acts acts;
        private final long taken;

        Followed(Acts acts, long taken) {
            this.acts = acts;
            this.taken = taken;
        }
    }

    private final AuditStore store;
    private final Executor executor;
    private final Mailbox<Letter> mailbox;
    private final Map<String, Followed> followed = new HashMap<>();

    /** What could not be taken over yet; a journal is read again rather than its entries kept in memory. */
    private final Map<String, Found> behind = new LinkedHashMap<>();

    private final List<Letter> waiting = new ArrayList<>();

    /** @param executor for reading and writing files */
    public AuditFollower(AuditStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
        this.mailbox = new Mailbox<>(executor, this::read);
    }

    @Override
    public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
        mailbox.put(new Wrote(directory, entries, hashes, state));
    }

    @Override
    public void found(Path directory, RolloutState state) {
        mailbox.put(new Found(directory, state));
    }

    @Override
    public CompletionStage<Void> kept(String rolloutId) {
        var answer = new CompletableFuture<Void>();
        mailbox.put(new Kept(rolloutId, answer));
        return answer;
    }

    /** Writes down something that is about no rollout. @return done when it is on the disk */
    public CompletionStage<Void> add(AuditRecord record) {
        var answer = new CompletableFuture<Void>();
        mailbox.put(new Own(record, answer));
        return answer;
    }

    /** Done when everything that was told up to now is on the disk. */
    public CompletionStage<Void> settled() {
        return kept("");
    }

    private void read(List<Letter> letters) {
        var taking = new Taking();
        try {
            taking.lookUp(letters);
            List.copyOf(behind.values()).forEach(taking::catchUp);
            for (Letter letter : letters) {
                if (letter instanceof Wrote wrote) {
                    taking.take(wrote);
                } else if (letter instanceof Own own) {
                    taking.records.add(own.record());
                }
            }
            waiting.forEach(letter -> {
                if (letter instanceof Own own) {
                    taking.records.add(own.record());
                }
            });
            store.append(taking.records);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.ERROR, "the audit trail cannot be written; it is tried again", e);
            later(letters);
            return;
        }
        behind.clear();
        followed.putAll(taking.progress);
        waiting.addAll(letters);
        answer();
    }

    private void answer() {
        for (Letter letter : waiting) {
            if (letter instanceof Own own) {
                own.answer().complete(null);
            } else if (letter instanceof Kept kept) {
                followed.remove(kept.rollout());
                kept.answer().complete(null);
            }
        }
        waiting.clear();
    }

    private void later(List<Letter> letters) {
        for (Letter letter : letters) {
            if (letter instanceof Wrote wrote) {
                behind.put(wrote.state().id(), new Found(wrote.directory(), wrote.state()));
            } else if (letter instanceof Found found) {
                behind.put(found.state().id(), found);
            } else if (!(letter instanceof Again)) {
                waiting.add(letter);
            }
        }
        CompletableFuture.delayedExecutor(AGAIN.toSeconds(), TimeUnit.SECONDS, executor)
                .execute(() -> mailbox.put(new Again()));
    }

    /** One batch; nothing of it counts before it is on the disk. */
    private final class Taking {
        private final List<AuditRecord> records = new ArrayList<>();
        private final Map<String, Followed> progress = new HashMap<>();

        private Followed of(String rollout) {
            Followed fresh = progress.get(rollout);
            return fresh == null ? followed.get(rollout) : fresh;
        }

        /** Asks the trail once for all rollouts that were found. */
        void lookUp(List<Letter> letters) throws IOException {
            for (Letter letter : letters) {
                if (letter instanceof Found found) {
                    behind.put(found.state().id(), found);
                }
            }
            List<Found> unknown = behind.values().stream()
                    .filter(found -> of(found.state().id()) == null)
                    .toList();
            if (unknown.isEmpty()) {
                return;
            }
            List<String> ids = unknown.stream().map(found -> found.state().id()).toList();
            Instant since = unknown.stream()
                    .map(found -> found.state().declaredAt())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Map<String, AuditStore.Known> known = store.known(ids, since);
            for (Found found : unknown) {
                RolloutState state = found.state();
                AuditStore.Known there = known.get(state.id());
                boolean same = there != null && there.declared().equals(state.declaredAt());
                long taken = same ? there.sequence() : 0;
                progress.put(state.id(), new Followed(new Acts(state), taken));
            }
        }

        /** Reads from the journal what was not taken over. */
        void catchUp(Found found) {
            String id = found.state().id();
            long taken = of(id).taken;
            if (taken >= found.state().sequence()) {
                return;
            }
            var acts = new Acts(null);
            var last = new long[] {taken};
            try {
                JournalReader.follow(found.directory(), (entry, hash, state) -> {
                    var record = acts.of(state, entry, hash);
                    if (entry.sequence() > taken && entry.sequence() <= found.state().sequence()) {
                        record.ifPresent(records::add);
                        last[0] = entry.sequence();
                    }
                });
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.ERROR, "rollout " + id + ": its journal cannot be read after record " + last[0]
                        + "; the audit trail lacks what followed", e);
            }
            progress.put(id, new Followed(acts, found.state().sequence()));
        }

        void take(Wrote wrote) {
            String id = wrote.state().id();
            long first = wrote.entries().get(0).sequence();
            Followed known = first == 1 ? new Followed(new Acts(null), 0) : of(id);
            if (known == null || known.taken + 1 < first) {
                progress.putIfAbsent(id, known == null ? new Followed(new Acts(null), 0) : known);
                catchUp(new Found(wrote.directory(), wrote.state()));
                return;
            }
            long taken = known.taken;
            for (int i = 0; i < wrote.entries().size(); i++) {
                Entry entry = wrote.entries().get(i);
                if (entry.sequence() > known.taken) {
                    known.acts.of(wrote.state(), entry, wrote.hashes().get(i)).ifPresent(records::add);
                    taken = entry.sequence();
                }
            }
            progress.put(id, new Followed(known.acts, taken));
        }
    }
}
