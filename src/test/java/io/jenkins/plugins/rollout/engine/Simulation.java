package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.BlockCall;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The real engine in a world of our own: time passes when the test says so, metrics and targets answer what it says, the
 * blocks are called as a Pipeline would. A kill forgets everything but the files and the world.
 */
final class Simulation {
    static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    private record Ring(Instant at, long number, Runnable task) {}

    private final Path home;
    private final Supplier<Witness> witness;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Ring> rings =
            new PriorityQueue<>(Comparator.comparing(Ring::at).thenComparingLong(Ring::number));
    private long ringNumber;
    private Instant now = START;
    private RolloutEngine engine;
    private int life;

    /** Answers of the metrics, by name of the criterion. */
    final Map<String, Function<Situation, Verdict>> metrics = new HashMap<>();

    /** Answers of the targets; DONE unless the test says otherwise. A null leaves the call unanswered. */
    BiFunction<TargetCall, Integer, TargetAnswer> answers = (call, tries) -> TargetAnswer.done("");

    /** Targets that the block of a phase calls; each phase one of its own unless the test says otherwise. */
    Function<String, List<TargetRef>> targets = phase -> List.of(Plans.target("fleet of " + phase, true));

    /** How a block ends: empty for well, otherwise why not. A null leaves it running until it is cancelled. */
    BiFunction<String, Action, String> blocks = (phase, action) -> "";

    /** Blocks that do not end when they are told to. */
    Predicate<String> stuck = phase -> false;

    /** How often each operation really did something: the world is idempotent by operation. */
    final Map<String, Integer> performed = new LinkedHashMap<>();

    /** Every call as it came in, and the calls of blocks. */
    final List<String> calls = new ArrayList<>();

    /** What is live, as others know it. */
    History history = History.NONE;

    private final Map<String, Path> rollouts = new LinkedHashMap<>();
    private long killAtLine = Long.MAX_VALUE;
    private String killed = "";

    Simulation(Path home) {
        this(home, () -> Witness.NOBODY);
    }

    /** @param witness asked for one in each life */
    Simulation(Path home, Supplier<Witness> witness) {
        this.home = home;
        this.witness = witness;
        boot();
    }

    private final class World implements Meter, TargetCaller {
        private final int born = life;

        private boolean dead() {
            return born != life || killed();
        }

        @Override
        public CompletionStage<Reading> read(
                String series, Criterion criterion, Situation situation, Duration interval, Instant since) {
            if (dead()) {
                return new CompletableFuture<>();
            }
            Verdict verdict =
                    metrics.getOrDefault(criterion.name(), where -> Verdict.PASS).apply(situation);
            Double value = verdict == Verdict.NO_DATA ? null : verdict == Verdict.PASS ? 0.001 : 0.5;
            return CompletableFuture.completedFuture(
                    new Reading(criterion.name(), verdict, value, verdict.name(), now));
        }

        @Override
        public CompletionStage<TargetAnswer> call(TargetCall call) {
            if (dead()) {
                return new CompletableFuture<>();
            }
            calls.add(call.action().word() + " " + call.situation().phase() + " " + call.target().name());
            TargetAnswer answer = answers.apply(call, performed.getOrDefault(call.operation(), 0) + 1);
            if (answer == null) {
                return new CompletableFuture<>();
            }
            if (answer.isDone()) {
                performed.merge(call.operation(), 1, Integer::sum);
            }
            return CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletionStage<Optional<String>> look(TargetCall call) {
            if (dead()) {
                return new CompletableFuture<>();
            }
            looks.add(call.target().name());
            String change = changes.get(call.target().name());
            return "".equals(change)
                    ? CompletableFuture.failedFuture(new IllegalStateException("cannot tell"))
                    : CompletableFuture.completedFuture(Optional.ofNullable(change));
        }

        @Override
        public CompletionStage<Optional<TargetAnswer>> inquire(TargetCall call) {
            return dead()
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(Optional.ofNullable(
                            performed.containsKey(call.operation()) ? TargetAnswer.done("was done") : null));
        }
    }

    /** What targets say of their world: null that it is as they left it; an empty text that they cannot tell. */
    final Map<String, String> changes = new HashMap<>();

    /** Names of the targets that were asked whether their world has changed. */
    final List<String> looks = new ArrayList<>();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    /** What administrators allow, until they say something else. */
    Rules rules = Rules.STRICT;

    private void boot() {
        life++;
        tasks.clear();
        rings.clear();
        var world = new World();
        Alarm alarm = (time, task) -> {
            var ring = new Ring(time, ringNumber++, task);
            rings.add(ring);
            return () -> rings.remove(ring);
        };
        engine = new RolloutEngine(home, world, world, build -> rules, clock, alarm, tasks::add, () -> {});
        engine.toldTo(witness.get()).remembering((application, environment) -> history.live(application, environment));
        try {
            engine.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rollouts.forEach(this::attach);
        settle();
    }

    /** The controller is killed and comes back: what was in memory is gone. */
    void killAndRestart() {
        killAtLine = Long.MAX_VALUE;
        boot();
    }

    /** From the moment the journal of a rollout has so many lines, nothing happens any more. */
    void killAtLine(long line) {
        killAtLine("", line);
    }

    /** The same for the journal of one rollout, which may be declared later. */
    void killAtLine(String id, long line) {
        killed = id;
        killAtLine = line;
    }

    boolean killed() {
        return killAtLine < Long.MAX_VALUE
                && (killed.isEmpty()
                        ? rollouts.keySet().stream().anyMatch(id -> lines(id) >= killAtLine)
                        : lines(killed) >= killAtLine);
    }

    /** Whether a rollout has begun. */
    boolean knows(String id) {
        return lines(id) > 0;
    }

    long lines(String id) {
        Path directory = Journal.exists(build(id)) ? build(id) : home.resolve("spare").resolve(id);
        if (!Journal.exists(directory)) {
            return 0;
        }
        try {
            long lines = 0;
            for (byte one : Files.readAllBytes(Journal.fileIn(directory))) {
                lines += one == '\n' ? 1 : 0;
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path build(String id) {
        return home.resolve("builds").resolve(id);
    }

    Decision declare(String id, Plan plan) {
        Path directory = build(id);
        CompletionStage<Decision> answer =
                engine.declare(id, directory, "shop #" + id, plan, Set.of("dave"), Actor.ENGINE);
        settle();
        Decision decision = answer.toCompletableFuture().getNow(null);
        if (decision instanceof Decision.Accepted || knows(id)) {
            rollouts.put(id, directory);
            attach(id, directory);
            settle();
        }
        return decision;
    }

    /** What the steps do: run the block that the state wants, and tell how it ended. */
    private void attach(String id, Path directory) {
        int born = life;
        var running = new BlockCall[1];
        engine.listen(id, directory, 0, (entries, state) -> {
            if (born != life || killed()) {
                return;
            }
            BlockCall wanted = state.blockCall().orElse(null);
            if (wanted == null) {
                running[0] = null;
            } else if (!wanted.sameAs(running[0])) {
                running[0] = wanted;
                calls.add("block " + wanted.action().word() + " " + wanted.phase().name());
                if (wanted.action() == Action.DEPLOY) {
                    targets.apply(wanted.phase().name())
                            .forEach(target -> submit(id, new Command.CallTarget(wanted.phase().name(), target)));
                }
            }
            if (running[0] != null) {
                finish(id, running[0], wanted != null && wanted.cancel(), state);
            }
        });
    }

    private void finish(String id, BlockCall call, boolean cancel, RolloutState state) {
        String phase = call.phase().name();
        if (cancel && stuck.test(phase)) {
            return;
        }
        if (cancel) {
            submit(id, new Command.BlockEnded(phase, call.action(), call.attempt(), false, "interrupted"));
            return;
        }
        List<Operation> operations = state.phase(phase).orElseThrow().operations().stream()
                .filter(operation -> operation.id().contains(":" + phase + ":deploy:" + call.attempt() + ":"))
                .toList();
        boolean waiting = call.action() == Action.DEPLOY
                && (operations.size() < targets.apply(phase).size()
                        || operations.stream().anyMatch(Operation::open));
        String end = blocks.apply(phase, call.action());
        if (!waiting && end != null) {
            String failed = operations.stream()
                    .filter(operation -> call.action() == Action.DEPLOY
                            && operation.status() == Operation.Status.FAILED)
                    .map(Operation::message)
                    .findFirst()
                    .orElse(end);
            submit(id, new Command.BlockEnded(phase, call.action(), call.attempt(), failed.isEmpty(), failed));
        }
    }

    CompletionStage<Decision> submit(String id, Command command) {
        return engine.submit(id, command);
    }

    /** Asks and waits for the answer. */
    Decision ask(String id, Command command) {
        CompletionStage<Decision> answer = submit(id, command);
        settle();
        return answer.toCompletableFuture().getNow(null);
    }

    Decision approve(String id, Actor actor) {
        String evidence = state(id).currentPhase().orElseThrow().ask().evidence();
        return ask(id, new Command.Approve(actor, evidence, "fine"));
    }

    /** Runs everything that can run without time passing. */
    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            if (killed()) {
                tasks.clear();
                return;
            }
            task.run();
            ringDue();
        }
        ringDue();
        if (!tasks.isEmpty()) {
            settle();
        }
    }

    private void ringDue() {
        while (!killed() && !rings.isEmpty() && !rings.peek().at().isAfter(now)) {
            rings.poll().task().run();
        }
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (!killed() && !rings.isEmpty() && !rings.peek().at().isAfter(end)) {
            now = rings.peek().at().isAfter(now) ? rings.peek().at() : now;
            settle();
        }
        now = end;
        settle();
    }

    /** Time passes, and nothing has looked at the clock yet. */
    void lapse(Duration time) {
        now = now.plus(time);
    }

    /** Time passes while the controller is down. */
    void sleep(Duration time) {
        now = now.plus(time);
        killAndRestart();
    }

    void passMinutes(int minutes) {
        pass(Duration.ofMinutes(minutes));
    }

    RolloutState state(String id) {
        return engine.state(id).orElseGet(() -> {
            try {
                return RolloutRecord.read(rollouts.get(id)).orElseThrow().state();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    List<Entry> entries(String id) {
        try {
            return RolloutRecord.read(rollouts.get(id)).map(RolloutRecord::entries).orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RolloutEngine engine() {
        return engine;
    }

    Path directory(String id) {
        return rollouts.get(id);
    }

    /** The events of a rollout by the names of their types. */
    List<String> story(String id) {
        return entries(id).stream()
                .map(entry -> entry.event().getClass().getSimpleName())
                .toList();
    }
}
