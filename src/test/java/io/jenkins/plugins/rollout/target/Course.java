package io.jenkins.plugins.rollout.target;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.BlockCall;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One rollout in the real engine, to real http targets of a {@link Fleet}, in one or several lives of the controller. */
final class Course implements AutoCloseable {
    static final String ID = "shop-1-1";
    static final Actor OPS =
            new Actor("ops", "Olga Ops", "page", Set.of("release-managers"), EnumSet.allOf(RolloutPermission.class));

    /** Ends the thread that wrote the line, before it does anything about it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed by the test", null, false, false);
        }
    }

    private final Path home;
    private final Fleet fleet;
    private final List<String> targets;
    private final long killAtLine;
    private final AtomicBoolean killed = new AtomicBoolean();
    private RolloutEngine engine;

    /** @param killAtLine when the journal has so many lines nothing happens any more, not even what the last one says */
    Course(Path home, Fleet fleet, List<String> targets, long killAtLine) throws IOException {
        this.home = home;
        this.fleet = fleet;
        this.targets = targets;
        this.killAtLine = killAtLine;
        engine = RolloutEngine.create(
                home,
                (series, criterion, situation, interval, since) ->
                        CompletableFuture.completedFuture(Reading.noData(criterion.name(), "", Instant.now())),
                new TargetCalls(definition -> target(definition.path("path").asText()), context()),
                build -> new Rules(false, List.of(fleet.uri().toString())));
        engine.toldTo(new Killer()).start();
        if (engine.knows(ID)) {
            follow(engine);
        }
    }

    /** The controller dies the moment that a line is on the disk. */
    private final class Killer implements Witness {
        @Override
        public void found(Path directory, RolloutState state) {
            // a new life: it is counted on from there
        }

        @Override
        public CompletionStage<Void> kept(String rolloutId) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
            if (state.sequence() >= killAtLine) {
                killed.set(true);
                engine.close();
                throw new Killed();
            }
        }
    }

    private Path directory() {
        return home.resolve("builds").resolve(ID);
    }

    static Plan plan(Duration looks) {
        var automatic = new Gate(List.of(), null, Approval.AUTOMATIC);
        var asked = new Gate(List.of(), null, new Approval(false, List.of("release-managers"), 1, ""));
        return new Plan(
                        "shop", "production", "2.0.0", "1.0.0", "", Plan.Form.PLAN,
                        List.of(
                                new Phase("canary", null, BigDecimal.valueOf(5), automatic, null),
                                new Phase("full", null, BigDecimal.valueOf(100), asked, null)),
                        null, null, null)
                .lookingEvery(looks);
    }

    Course begin(Plan plan) {
        RolloutEngine mine = engine;
        answered(mine.declare(ID, directory(), "shop #1", plan, Set.of("dave"), Actor.ENGINE));
        if (!killed.get()) {
            follow(mine);
        }
        return this;
    }

    boolean knows() {
        return engine.knows(ID);
    }

    /** What the step does: calls the targets in its block, and ends it when all have answered. */
    private void follow(RolloutEngine mine) {
        mine.listen(ID, directory(), 0, (entries, state) -> {
            BlockCall wanted = state.blockCall().orElse(null);
            if (wanted == null) {
                return;
            }
            String phase = wanted.phase().name();
            List<Operation> operations = state.phase(phase).orElseThrow().operations().stream()
                    .filter(one -> one.id().contains(":" + phase + ":deploy:" + wanted.attempt() + ":"))
                    .toList();
            boolean deploy = wanted.action() == Action.DEPLOY && !wanted.cancel();
            if (deploy && operations.size() < targets.size()) {
                targets.forEach(target -> mine.submit(ID, new Command.CallTarget(phase, ref(target))));
            } else if (!deploy || operations.stream().noneMatch(Operation::open)) {
                String failed = operations.stream()
                        .filter(one -> deploy && one.status() == Operation.Status.FAILED)
                        .map(Operation::message)
                        .findFirst()
                        .orElse("");
                boolean ok = failed.isEmpty() && !wanted.cancel();
                mine.submit(ID, new Command.BlockEnded(phase, wanted.action(), wanted.attempt(), ok, failed));
            }
        });
    }

    private static TargetRef ref(String target) {
        return new TargetRef(
                "http '" + target + "'", Ability.ANYTHING, JsonNodeFactory.instance.objectNode().put("path", target));
    }

    private static HttpTarget target(String path) {
        var made = new HttpTarget();
        made.setServer("fleet");
        made.setPath("/" + path);
        made.setRetryDelay("10ms");
        made.setPollInterval("100ms");
        made.setRequestTimeout("400ms");
        made.setAttempts(3);
        made.setTimeout("20s");
        return made;
    }

    private TargetContext context() {
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.of(new Server(name, kind, fleet.uri(), Map.of()));
            }

            @Override
            public List<String> names(String kind) {
                return List.of("fleet");
            }
        };
        var rules = new Rules(false, List.of(fleet.uri().toString()));
        return new TargetContext(
                new Endpoints(servers, () -> rules, new BoundedHttp(HttpClient::newBuilder)), rolloutId -> Optional.empty());
    }

    void ask(Command command) {
        answered(engine.submit(ID, command));
    }

    /** Who is killed answers nobody. */
    private void answered(CompletionStage<?> answer) {
        Awaitility.await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(60)).until(() -> killed.get() || answer.toCompletableFuture().isDone());
    }

    void rollBack() {
        ask(new Command.RollBack(OPS, "bad"));
    }

    RolloutState state() {
        return engine.state(ID).orElseGet(() -> {
            try {
                return RolloutRecord.read(directory()).orElseThrow().state();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** Waits until it is so, or until the controller was killed. */
    Course until(Predicate<RolloutState> so) {
        try {
            Awaitility.await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(40)).until(() -> killed.get() || so.test(state()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("it did not come so far: " + state(), e);
        }
        return this;
    }

    boolean killed() {
        return killed.get();
    }

    /** Waits until it is over, or until the controller was killed. */
    Course untilEnded() {
        return until(RolloutState::isEnded);
    }

    /** Lines that were written together with the one at which the controller died never got to the disk. */
    Course tear() throws IOException {
        engine.close();
        Path file = Journal.fileIn(directory());
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        if (lines.size() > killAtLine) {
            Files.writeString(file, String.join("\n", lines.subList(0, (int) killAtLine)) + "\n");
        }
        return this;
    }

    @Override
    public void close() {
        engine.close();
    }
}
