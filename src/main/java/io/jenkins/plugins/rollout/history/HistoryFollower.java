package io.jenkins.plugins.rollout.history;

import io.jenkins.plugins.rollout.engine.Follower;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes over into the history what changes who has which version. What is live is known at once, for the next rollout may
 * ask before the disk has it.
 */
public final class HistoryFollower extends Follower<HistoryLine> {
    private final Places places;

    /**
     * @param executor for reading and writing files
     * @param work when the work on a build's version began, by the build's externalizable id; asked on the executor
     * @param kept is told of each line when it is on the disk, in order
     */
    public HistoryFollower(
            HistoryStore store, Executor executor, Function<String, Optional<Instant>> work, Consumer<HistoryLine> kept) {
        super(new Chronicle(store, work, kept), executor);
        this.places = store.places();
    }

    /** What is live and under way now. */
    public Places places() {
        return places;
    }

    @Override
    public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
        if (entries.stream().anyMatch(entry -> Course.counts(state, entry.event()))) {
            places.change(new HistoryLine(now(state, entries.get(entries.size() - 1).at())));
        }
        super.wrote(directory, entries, hashes, state);
    }

    @Override
    public void found(Path directory, RolloutState state) {
        if (Course.isKept(state)) {
            places.change(new HistoryLine(now(state, state.isEnded() ? state.endedAt() : state.declaredAt())));
        }
        super.found(directory, state);
    }

    private static Course now(RolloutState state, Instant at) {
        return Course.of(state, at, "", null);
    }

    /** Writes down what an administrator says is live. @return done when it is on the disk */
    public CompletionStage<Void> say(Said word) {
        places.change(new HistoryLine(word));
        return add(new HistoryLine(word));
    }

    private record Chronicle(
            HistoryStore store, Function<String, Optional<Instant>> work, Consumer<HistoryLine> kept)
            implements Book<HistoryLine> {
        @Override
        public String name() {
            return "the history of rollouts";
        }

        @Override
        public Reading<HistoryLine> reading(RolloutState known) {
            var begin = new Instant[1];
            return (state, entry, hash) -> {
                if (!Course.counts(state, entry.event())) {
                    return Optional.empty();
                }
                if (begin[0] == null) {
                    begin[0] = work.apply(state.build()).orElse(state.declaredAt());
                }
                return Optional.of(new HistoryLine(Course.of(state, entry, begin[0])));
            };
        }

        @Override
        public Map<String, Known> known(Collection<String> rollouts, Instant since) throws IOException {
            return store.known(rollouts, since);
        }

        @Override
        public void append(List<HistoryLine> lines) throws IOException {
            store.append(lines);
            lines.forEach(kept);
        }
    }
}
