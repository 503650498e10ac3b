package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.History;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.history.HistoryFollower;
import io.jenkins.plugins.rollout.history.HistoryStore;
import io.jenkins.plugins.rollout.history.Pages;
import io.jenkins.plugins.rollout.history.Place;
import io.jenkins.plugins.rollout.history.Said;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The history of this controller: what is live where, and the rollouts there were; written behind the engine. */
@Extension
public final class HistoryKeeper implements Keeper, History {
    private static final Logger LOGGER = Logger.getLogger(HistoryKeeper.class.getName());
    private static final String BOOK = "the history of rollouts";

    private volatile HistoryStore store;
    private volatile HistoryFollower follower;
    private ThreadPoolExecutor thread;

    /** The one of this controller, open. */
    public static HistoryKeeper get() {
        RolloutService.get().engine();
        return ExtensionList.lookupSingleton(HistoryKeeper.class);
    }

    @Override
    public Witness open(Path home) throws IOException {
        thread = Clerk.thread("phased-rollout-history");
        store = HistoryStore.open(home.resolve("history"), Clock.systemUTC());
        MeterKeeper numbers = MeterKeeper.get();
        thread.execute(() -> count(numbers));
        follower = new HistoryFollower(store, thread, HistoryKeeper::begun, numbers::kept);
        sayConfigured();
        return follower;
    }

    /** Administrators changed what is live by the configuration. Before the history is open there is nothing to do. */
    public static void configured() {
        HistoryKeeper keeper = ExtensionList.lookupSingleton(HistoryKeeper.class);
        if (keeper.follower != null) {
            keeper.sayConfigured();
        }
    }

    private void sayConfigured() {
        Administration.get().live().forEach(this::say);
    }

    /** What the configuration says counts where nothing else is known. */
    private void say(Administration.Live live) {
        boolean unknown = follower.places()
                .find(live.application(), live.environment())
                .map(Place::isUnknown)
                .orElse(true);
        if (unknown) {
            follower.say(new Said(
                    Instant.now(), live.application(), live.environment(), live.version(), null, "configuration",
                    "the configuration", "no rollout had brought a version yet"));
        }
    }

    /** Before anything is added: each line is counted once. */
    private void count(MeterKeeper numbers) {
        try {
            store.read(numbers::kept);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, BOOK + " cannot be read; the numbers of rollouts lack what it has", e);
        }
        numbers.counted();
    }

    /** When a build began; empty when it is gone. */
    private static Optional<Instant> begun(String build) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            return Optional.ofNullable(Run.fromExternalizableId(build))
                    .map(run -> Instant.ofEpochMilli(run.getStartTimeInMillis()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Standing> live(String application, String environment) {
        HistoryFollower open = follower;
        return open == null ? Optional.empty() : open.places().live(application, environment);
    }

    /** What is live and under way, by application and environment; a rollout that nobody continues is not under way. */
    public List<Place> places() {
        return follower.places().all().stream()
                .map(place -> place.without(RolloutService.get().engine()::knows))
                .toList();
    }

    /** The rollouts that ended. */
    public Pages pages() {
        return store.pages();
    }

    /**
     * Keeps what an administrator says is live, here and in the audit trail.
     *
     * @param since since when; null for now
     * @throws IOException when it cannot be written; it is tried again, and holds until the controller ends
     */
    public void say(Actor by, String application, String environment, String version, Instant since, String reason)
            throws IOException {
        var said = new Said(Instant.now(), application, environment, version, since, by.id(), by.name(), reason);
        follower.say(said);
        RolloutService.get()
                .audit()
                .add(by, "saidLive", application + " in " + environment + ": " + version + " is live: " + reason);
        settle();
    }

    /** Waits until what the engine wrote up to now is in the history. */
    public void settle() throws IOException {
        Clerk.settle(follower, BOOK);
    }

    @Override
    public void close() {
        if (follower == null) {
            return;
        }
        try {
            settle();
            store.writeNote();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the rest goes into " + BOOK + " after the next start", e);
        }
        Clerk.end(thread);
    }
}
