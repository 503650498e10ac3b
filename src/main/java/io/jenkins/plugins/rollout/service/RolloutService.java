package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.engine.Meter;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.RolloutIds;
import io.jenkins.plugins.rollout.engine.TargetCaller;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.engine.Witnesses;
import io.jenkins.plugins.rollout.engine.Workers;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.metric.Meters;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.TargetCalls;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;

/** The engine of this controller, what it works with, and where the rollouts of a build are. */
@Extension
public final class RolloutService {
    private static final int THREADS = 4;
    private static final long PATIENCE_SECONDS = 5;

    private final Endpoints endpoints = new Endpoints(
            new ConfiguredServers(),
            () -> Administration.get().rules(),
            new BoundedHttp(ProxyConfiguration::newHttpClientBuilder, () -> Jenkins.get()
                    .getProxy()));
    private final TargetContext targets = new TargetContext(endpoints, this::build);
    private final ThreadPoolExecutor background = Workers.atMost(THREADS, "phased-rollout");
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private RolloutEngine engine;
    private volatile AuditTrail audit;
    private boolean closed;

    public static RolloutService get() {
        return ExtensionList.lookupSingleton(RolloutService.class);
    }

    /** The engine, running. The first call finds the rollouts of the controller's life before and goes on with them. */
    public synchronized RolloutEngine engine() {
        if (closed) {
            throw new IllegalStateException("the controller is shutting down");
        }
        if (engine == null) {
            Path home = Jenkins.get().getRootDir().toPath().resolve("phased-rollout");
            RolloutEngine starting = RolloutEngine.create(home, meter(), targetCalls(), this::rules);
            try {
                audit = AuditTrail.open(home, this::rules);
                starting.toldTo(witnesses(home))
                        .remembering(ExtensionList.lookupSingleton(HistoryKeeper.class))
                        .start();
            } catch (IOException e) {
                starting.close();
                throw new UncheckedIOException("the open rollouts in " + home + " cannot be read", e);
            }
            engine = starting;
        }
        return engine;
    }

    private Witness witnesses(Path home) throws IOException {
        var all = new ArrayList<Witness>();
        all.add(audit.witness());
        for (Keeper keeper : ExtensionList.lookup(Keeper.class)) {
            all.add(keeper.open(home));
        }
        return new Witnesses(all);
    }

    /** What people did with rollouts, kept for longer than builds are. */
    public synchronized AuditTrail audit() {
        engine();
        return audit;
    }

    /** Whether the controller is shutting down. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Stops all work; the journals have everything, and the next controller goes on. For the controller, to be called
     * when no build runs any more.
     */
    public void close() {
        synchronized (this) {
            closed = true;
            if (engine != null) {
                engine.close();
                engine = null;
            }
        }
        if (audit != null) {
            audit.close();
            ExtensionList.lookup(Keeper.class).forEach(Keeper::close);
        }
        background.shutdown();
        background.getQueue().clear();
        try {
            background.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS); // a line that is being written is finished
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What is allowed to the rollouts of a build.
     *
     * @param build its externalizable id, {@code team/shop#12}
     */
    public Rules rules(String build) {
        int number = build.lastIndexOf('#');
        return Administration.get()
                .rules(number < 0 ? build : build.substring(0, number))
                .with(DeclaredFreezes.get().open(Instant.now()));
    }

    /** Administrators changed a policy, a calendar or a freeze: open rollouts look at it at once. */
    public void rulesChanged() {
        RolloutEngine running;
        synchronized (this) {
            running = engine;
        }
        if (running != null) {
            running.rulesChanged();
        }
    }

    public Servers servers() {
        return Administration.get().servers();
    }

    /** The servers and URLs that may be asked, and the way to ask them. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** What targets may use of the controller. */
    public TargetContext targetContext() {
        return targets;
    }

    /** For work that touches files or logs and has no place in Pipeline's own thread. */
    public Executor background() {
        return background;
    }

    /**
     * The build that a rollout runs in; empty when it is gone, or the rollout is not open. Found whoever asks; whether
     * a person may see it is for the caller to check.
     */
    public Optional<Run<?, ?>> build(String rolloutId) {
        return engine().state(rolloutId)
                .or(() -> engine().heir(rolloutId)) // what was taken over is undone in the name of the newer build
                .map(RolloutState::build)
                .map(RolloutService::find);
    }

    private TargetCaller targetCalls() {
        return new TargetCalls(definition -> Definitions.fromJson(definition, DeploymentTarget.class), targets);
    }

    private Meter meter() {
        return new Meters(endpoints, Clock.systemUTC(), background);
    }

    /** Whoever asks: the engine's threads act for nobody, and must not take a build that anonymous may not see for gone. */
    private static Run<?, ?> find(String build) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            return Run.fromExternalizableId(build);
        } catch (IllegalArgumentException e) {
            return null; // the job or its name is gone
        }
    }

    /**
     * An id for another rollout of a build. Lists the build's folder the first time. One that a rollout of a deleted job
     * of the same name still has is passed over.
     */
    public String newId(Run<?, ?> run) {
        String id = nextId(run);
        while (isTaken(id)) {
            id = nextId(run);
        }
        return id;
    }

    private synchronized boolean isTaken(String id) {
        return engine != null && engine.taken(id);
    }

    private String nextId(Run<?, ?> run) {
        String build = run.getExternalizableId();
        int next = numbers.compute(
                build,
                (key, last) -> 1
                        + (last != null
                                ? last
                                : ids(run).stream()
                                        .mapToInt(RolloutService::number)
                                        .max()
                                        .orElse(0)));
        return RolloutIds.of(build, next);
    }

    /** The build begins no more rollouts. */
    void forget(Run<?, ?> run) {
        numbers.remove(run.getExternalizableId());
    }

    /** Where a rollout of a build keeps its journal. */
    public static Path directory(Run<?, ?> run, String rolloutId) {
        return folder(run).toPath().resolve(rolloutId);
    }

    /** The rollouts of a build, oldest first. Reads the build's folder. */
    public static List<String> ids(Run<?, ?> run) {
        File[] found = folder(run).listFiles(File::isDirectory);
        var ids = new ArrayList<String>();
        for (File directory : found == null ? new File[0] : found) {
            if (RolloutIds.valid(directory.getName())) {
                ids.add(directory.getName());
            }
        }
        ids.sort(Comparator.comparingInt(RolloutService::number).thenComparing(Comparator.naturalOrder()));
        return ids;
    }

    private static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), "rollout");
    }

    /** The servers as they are configured at the moment they are asked for. */
    private static final class ConfiguredServers implements Servers {
        @Override
        public Optional<Server> find(String kind, String name) {
            return Administration.get().servers().find(kind, name);
        }

        @Override
        public Optional<Server> find(String kind, String name, String rollout) {
            return Administration.get().servers().find(kind, name, rollout);
        }

        @Override
        public List<String> names(String kind) {
            return Administration.get().servers().names(kind);
        }
    }

    private static int number(String id) {
        try {
            return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
