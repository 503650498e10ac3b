package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.engine.Workers;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.notify.Dispatcher;
import io.jenkins.plugins.rollout.notify.NotifierContext;
import io.jenkins.plugins.rollout.notify.Pages;
import io.jenkins.plugins.rollout.notify.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Tells people of rollouts, behind the engine's back, by threads of its own. */
@Extension
public final class Messages implements Keeper {
    private static final int BLOCKING = 4;
    private static final long PATIENCE_SECONDS = 5;

    private volatile Dispatcher dispatcher;
    private ThreadPoolExecutor thread;
    private ThreadPoolExecutor pool;

    public static Messages get() {
        return ExtensionList.lookupSingleton(Messages.class);
    }

    @Override
    public synchronized Witness open(Path home) throws IOException {
        thread = Workers.atMost(1, "phased-rollout-messages");
        pool = Workers.atMost(BLOCKING, "phased-rollout-message");
        dispatcher = new Dispatcher(
                home.resolve("messages"),
                thread,
                context(pool),
                id -> RolloutService.get().engine().state(id),
                Clock.systemUTC());
        dispatcher.start();
        return dispatcher;
    }

    /** What notifiers may use of the controller, to check what somebody wrote. Nothing is sent with it. */
    public static NotifierContext context() {
        return context(RolloutService.get().background());
    }

    private static NotifierContext context(Executor pool) {
        return new NotifierContext(RolloutService.get().endpoints(), Pages.get(), pool);
    }

    /** The messages of a rollout, oldest first. */
    public List<Sent> of(RolloutState state) throws IOException {
        Dispatcher open = dispatcher;
        return open == null ? List.of() : open.sent(state);
    }

    @Override
    public synchronized void close() {
        if (dispatcher != null) {
            pool.shutdownNow();
            thread.shutdown();
            try {
                thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS); // a line that is being written is finished
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
