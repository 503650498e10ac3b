package io.jenkins.plugins.rollout.web;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the timelines of the rollouts that people look at, and forgets them when nobody does. */
@Extension
public final class Timelines {
    private static final Logger LOGGER = Logger.getLogger(Timelines.class.getName());

    /** So many are kept; the one that was not looked at for longest goes first. */
    private static final int KEPT = 64;

    private static final int AT_A_TIME = 1000;

    private final Map<Key, Followed> followed = new LinkedHashMap<>(16, 0.75f, true);

    /** @param scheduled tells a build from one of the same number, after the job was deleted and made again */
    private record Key(Path directory, long scheduled) {}

    /** @param listening ends the following; null when there is nothing to follow */
    private record Followed(Timeline timeline, AutoCloseable listening) {}

    static Timelines get() {
        return ExtensionList.lookupSingleton(Timelines.class);
    }

    /**
     * The timeline of a rollout, with everything that is on the disk now.
     *
     * @return empty when the rollout has no journal yet
     * @throws IOException when its journal cannot be read or does not verify
     */
    Optional<Timeline> of(Run<?, ?> run, String id) throws IOException {
        Path directory = RolloutService.directory(run, id);
        var key = new Key(directory, run.getTimeInMillis());
        Followed known;
        synchronized (followed) {
            known = followed.get(key);
        }
        if (known == null) {
            known = follow(id, key);
        }
        catchUp(known.timeline(), id, directory);
        return known.timeline().isEmpty() ? Optional.empty() : Optional.of(known.timeline());
    }

    private Followed follow(String id, Key key) throws IOException {
        Path directory = key.directory();
        var timeline = new Timeline();
        catchUp(timeline, id, directory);
        RolloutEngine engine = RolloutService.get().engine();
        boolean open = engine.knows(id);
        AutoCloseable listening = open
                ? engine.listen(id, directory, timeline.sequence(), (entries, state) -> timeline.accept(entries))
                : null;
        var fresh = new Followed(timeline, listening);
        if (!open && !timeline.isEnded()) {
            return fresh; // not begun, or not continued: looked up again the next time
        }
        var forgotten = new ArrayList<Followed>();
        synchronized (followed) {
            Followed other = followed.putIfAbsent(key, fresh);
            if (other != null) {
                forgotten.add(fresh);
                fresh = other;
            }
            forgotten.addAll(surplus());
        }
        forgotten.forEach(Timelines::close);
        return fresh;
    }

    private List<Followed> surplus() {
        var surplus = new ArrayList<Followed>();
        var oldest = followed.values().iterator();
        int size = followed.size();
        while (size > KEPT && oldest.hasNext()) {
            Followed candidate = oldest.next();
            if (!candidate.timeline().isWatched()) {
                oldest.remove();
                surplus.add(candidate);
                size--;
            }
        }
        return surplus;
    }

    private static void close(Followed followed) {
        if (followed.listening() != null) {
            try {
                followed.listening().close();
            } catch (Exception e) {
                LOGGER.log(Level.WARNING, "a rollout goes on being followed", e);
            }
        }
    }

    /** What was written is seen, even when the engine has not told it yet: a POST and the GET after it agree. */
    private static void catchUp(Timeline timeline, String id, Path directory) throws IOException {
        if (timeline.isEnded()) {
            return;
        }
        RolloutEngine engine = RolloutService.get().engine();
        long written = engine.state(id).map(RolloutState::sequence).orElse(-1L);
        while (timeline.sequence() < written) {
            long seen = timeline.sequence();
            timeline.accept(engine.entries(id, seen, AT_A_TIME));
            if (timeline.sequence() == seen) {
                break; // it ended meanwhile
            }
        }
        if (!engine.knows(id) && !timeline.isEnded()) {
            RolloutRecord.read(directory).map(RolloutRecord::entries).ifPresent(timeline::accept);
        }
    }

    /**
     * What happened after a sequence, with its sentences, oldest first.
     *
     * @param most at most so many
     */
    List<Told> told(Run<?, ?> run, String id, Timeline timeline, long after, int most) throws IOException {
        List<Told> all = timeline.after(after).orElse(null);
        if (all == null) {
            var again = new ArrayList<Told>();
            var retelling = new Retelling(after, again);
            List<Entry> entries = RolloutRecord.read(RolloutService.directory(run, id))
                    .map(RolloutRecord::entries)
                    .orElse(List.of());
            for (Entry entry : entries) {
                if (again.size() == most) {
                    break;
                }
                retelling.follow(entry);
            }
            all = again;
        }
        return all.size() > most ? all.subList(0, most) : all;
    }
}
