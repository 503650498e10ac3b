package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.engine.Mailbox;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
 * Follows the engine behind its back: takes over into outboxes what people are to be told, each entry of a journal once,
 * and sees it out through a {@link Post}. Nothing here keeps a rollout waiting. What was written but not taken over when
 * the controller was killed is read from the journals after the next start.
 */
public final class Dispatcher implements Witness {
    private static final Logger LOGGER = System.getLogger(Dispatcher.class.getName());

    /** A disk that could not be written is tried again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private sealed interface Letter {}

    private record Wrote(Path directory, List<Entry> entries, RolloutState state) implements Letter {}

    private record Found(Path directory, RolloutState state) implements Letter {}

    private record Kept(String rollout, CompletableFuture<Void> answer) implements Letter {}

    private record Answered(Post.Underway underway, Outcome outcome) implements Letter {}

    /** Something may be due. */
    private record Look() implements Letter {}

    private final Shelf shelf;
    private final Post post;
    private final Clock clock;
    private final Executor executor;
    private final Mailbox<Letter> mailbox;
    private final Map<String, Outbox> boxes = new HashMap<>();

    /** What could not be taken over; the journal is read again. */
    private final Map<String, Found> behind = new LinkedHashMap<>();

    private final List<Kept> waiting = new ArrayList<>();

    /**
     * @param folder of all outboxes
     * @param executor for files; one thread is enough
     * @param context handed to each notifier
     * @param rollouts those that are open, asked when a message is about to be sent; may wait until the engine has started
     */
    public Dispatcher(
            Path folder, Executor executor, NotifierContext context, OpenRollouts rollouts, Clock clock)
            throws IOException {
        this(folder, executor, context, rollouts, clock, Patience.USUAL);
    }

    Dispatcher(
            Path folder,
            Executor executor,
            NotifierContext context,
            OpenRollouts rollouts,
            Clock clock,
            Patience patience)
            throws IOException {
        this.shelf = new Shelf(folder, clock);
        this.clock = clock;
        this.executor = executor;
        this.mailbox = new Mailbox<>(executor, this::read);
        this.post = new Post(context, rollouts, clock, patience, new Post.Answers() {
            @Override
            public void answered(Post.Underway underway, Outcome outcome) {
                mailbox.put(new Answered(underway, outcome));
            }

            @Override
            public void lookAgain(Duration after) {
                CompletableFuture.delayedExecutor(Math.max(1, after.toMillis()), TimeUnit.MILLISECONDS, executor)
                        .execute(() -> mailbox.put(new Look()));
            }
        });
        for (Outbox box : shelf.openBoxes()) {
            boxes.put(box.key(), box);
            box.forget();
            post.add(box);
        }
        shelf.clear();
    }

    /** Sends what was left by the controller's life before. */
    public void start() {
        mailbox.put(new Look());
    }

    @Override
    public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
        if (Reading.concerns(state.plan())) {
            mailbox.put(new Wrote(directory, entries, state));
        }
    }

    @Override
    public void found(Path directory, RolloutState state) {
        if (Reading.concerns(state.plan())) {
            mailbox.put(new Found(directory, state));
        }
    }

    /** What is wanted is on the disk then; whether it was sent is another matter. */
    @Override
    public CompletionStage<Void> kept(String rolloutId) {
        var answer = new CompletableFuture<Void>();
        mailbox.put(new Kept(rolloutId, answer));
        return answer;
    }

    /** The messages of a rollout, to look at, oldest first. */
    public List<Sent> sent(RolloutState state) throws IOException {
        return Reading.concerns(state.plan()) ? shelf.look(state) : List.of();
    }

    private void read(List<Letter> letters) {
        for (Letter letter : letters) {
            if (letter instanceof Wrote wrote) {
                took(wrote.state(), wrote.directory(), () -> take(wrote));
            } else if (letter instanceof Found found) {
                took(found.state(), found.directory(), () -> catchUp(found));
            } else if (letter instanceof Kept kept) {
                waiting.add(kept);
            } else if (letter instanceof Answered answered) {
                post.note(answered.underway(), answered.outcome());
            }
        }
        List.copyOf(behind.values()).forEach(found -> took(found.state(), found.directory(), () -> catchUp(found)));
        waiting.removeIf(kept -> !behind.containsKey(kept.rollout()) && kept.answer().complete(null));
        post.send();
        boxes.values().removeIf(this::closed);
    }

    private interface Work {
        void run() throws IOException;
    }

    private void took(RolloutState state, Path directory, Work work) {
        try {
            work.run();
            behind.remove(state.id());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.ERROR, "rollout " + state.id() + ": its messages cannot be kept; it is tried again", e);
            behind.put(state.id(), new Found(directory, state));
            CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> mailbox.put(new Look()));
        }
    }

    private void take(Wrote wrote) throws IOException {
        Outbox box = boxes.get(Outbox.key(wrote.state()));
        long first = wrote.entries().get(0).sequence();
        if (box == null || box.taken() + 1 < first) {
            if (first > 1 || box != null) {
                catchUp(new Found(wrote.directory(), wrote.state()));
                return;
            }
            box = open(wrote.state());
        }
        for (Entry entry : wrote.entries()) {
            take(box, entry, wrote.state());
        }
    }

    private Outbox open(RolloutState state) throws IOException {
        String key = Outbox.key(state);
        Outbox known = boxes.get(key);
        if (known != null) {
            return known;
        }
        Outbox box = shelf.open(key);
        boxes.put(key, box);
        box.forget();
        post.add(box);
        return box;
    }

    /** Reads from the journal what was not taken over. */
    private void catchUp(Found found) throws IOException {
        Outbox box = open(found.state());
        long last = found.state().sequence();
        if (box.taken() < last) {
            JournalReader.follow(found.directory(), (entry, hash, state) -> {
                if (entry.sequence() <= last) {
                    take(box, entry, state);
                }
            });
        }
        box.ended(found.state().isEnded());
    }

    private void take(Outbox box, Entry entry, RolloutState state) throws IOException {
        if (entry.sequence() <= box.taken()) {
            return;
        }
        List<Item> items = new Reading(box, state).of(entry);
        if (!items.isEmpty()) {
            box.write(Note.wanted(clock.instant(), entry.sequence(), items));
            post.add(box);
        }
        box.seen(entry.sequence());
        box.ended(state.isEnded());
    }

    /** A box whose rollout has ended and that has nothing to send any more is put away. */
    private boolean closed(Outbox box) {
        if (!box.isEnded() || !box.waiting().isEmpty()) {
            return false;
        }
        try {
            shelf.putAway(box);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the messages in " + box.file() + " are put away after the next start", e);
        }
        return true;
    }

    /** Which rollouts are open. */
    public interface OpenRollouts {
        /** Empty for one that has ended or that nobody knows. */
        Optional<RolloutState> find(String rolloutId);
    }
}
