package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Standing;
import io.jenkins.plugins.rollout.policy.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * All open rollouts of a controller. Commands come in from any thread; what follows is written to the rollout's journal
 * and is on the disk before anything is done about it. Waiting costs no thread, however many rollouts wait.
 */
public final class RolloutEngine implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(RolloutEngine.class.getName());
    private static final int THREADS = 4;

    /** A newer rollout whose journal cannot be written is asked again after this. */
    private static final Duration OFFER_RETRY = Duration.ofSeconds(5);

    private final OpenRollouts index;
    private final Meter meter;
    private final TargetCaller targets;
    private final Function<String, Rules> rules;
    private final Clock clock;
    private final Alarm alarm;
    private final Executor executor;
    private final Runnable shutdown;
    private final Map<String, OpenRollout> open = new ConcurrentHashMap<>();
    private final Map<String, String> broken = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();
    private final Offers offers = new Offers();
    private Witness witness = Witness.NOBODY;
    private History history = History.NONE;

    /**
     * @param home the folder in which the engine notes which rollouts are open
     * @param rules what administrators allow to a build, asked at each decision
     */
    public static RolloutEngine create(Path home, Meter meter, TargetCaller targets, Function<String, Rules> rules) {
        Clock clock = Clock.systemUTC();
        var number = new AtomicInteger();
        var executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    var thread = new Thread(task, "rollout-engine-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // what comes after the end is nobody's: the journal has all that counts
                new ThreadPoolExecutor.DiscardPolicy());
        var alarm = new SystemAlarm(clock);
        return new RolloutEngine(home, meter, targets, rules, clock, alarm, executor, () -> {
            alarm.close();
            executor.shutdown();
        });
    }

    RolloutEngine(
            Path home,
            Meter meter,
            TargetCaller targets,
            Function<String, Rules> rules,
            Clock clock,
            Alarm alarm,
            Executor executor,
            Runnable shutdown) {
        this.index = new OpenRollouts(home);
        this.meter = meter;
        this.targets = targets;
        this.rules = rules;
        this.clock = clock;
        this.alarm = alarm;
        this.executor = executor;
        this.shutdown = shutdown;
    }

    /** Names who is told of everything that is written. To be called before {@link #start}. */
    public RolloutEngine toldTo(Witness someone) {
        witness = someone;
        return this;
    }

    /** Names who knows what earlier rollouts left behind. To be called before {@link #start}. */
    public RolloutEngine remembering(History known) {
        history = known;
        return this;
    }

    /** Finds the open rollouts of the controller's life before and goes on with them. Call once, before anything else. */
    public void start() throws IOException {
        var found = new ArrayList<RolloutState>();
        var over = new ArrayList<String>();
        for (Map.Entry<String, Path> noted : index.all().entrySet()) {
            recover(noted.getKey(), noted.getValue()).ifPresent(state -> {
                offers.found(state);
                if (state.isEnded()) {
                    over.add(state.id());
                } else {
                    found.add(state);
                }
            });
        }
        offers.keep(open.keySet());
        over.stream().filter(id -> !offers.awaited(id)).forEach(this::forget);
        turns.rejoin(found);
        for (RolloutState state : found) {
            OpenRollout rollout = open.get(state.id());
            rollout.submit(new Command.Recover());
            superseded(state.id());
            if (state.status() == RolloutState.Status.WAITING && turns.first(state.id(), state.plan())) {
                takeTurn(state.id());
            }
        }
    }

    private Optional<RolloutState> recover(String id, Path directory) throws IOException {
        try {
            Journal.Recovered recovered = Journal.open(directory, index.spare(id));
            if (recovered.found().isEmpty()) {
                LOGGER.log(Level.WARNING, "rollout " + id + " was open and has no journal; nothing of it is continued");
                index.remove(id, null);
                return Optional.empty();
            }
            witness.found(recovered.journal().directory(), recovered.state());
            if (recovered.state().isEnded()) {
                return recovered.found();
            }
            Effects effects = effects(id);
            effects.recovered(recovered.state());
            open.put(id, rollout(id, recovered.state().build(), recovered.journal(), recovered.state(), effects));
            return recovered.found();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.ERROR, "rollout " + id + " is not continued", e);
            broken.put(id, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Effects effects(String id) {
        return new Effects(
                meter, targets, alarm, clock, command -> submit(id, command), (heir, estate) -> offer(id, heir, estate));
    }

    /** Whose it is, the newer rollout's journal says; the older one hears of it as often as it takes. */
    private void offer(String from, String heir, Inheritance estate) {
        offers.offer(from, heir, () -> submit(heir, new Command.TakeOver(estate))).whenComplete((decision, failure) -> {
            if (failure != null) {
                alarm.at(clock.instant().plus(OFFER_RETRY), () -> offer(from, heir, estate));
            } else if (decision instanceof Decision.Refused refused) {
                notTaken(from, heir, refused.error(), broken.containsKey(heir));
            } else {
                submit(from, new Command.HandedOver(heir));
            }
        });
    }

    private void notTaken(String from, String heir, String why, boolean unknown) {
        submit(from, new Command.HandOverFailed(heir, why, unknown));
        superseded(from);
    }

    /** Says to a rollout again which newer ones want to take its place: the kill of a controller may have swallowed it. */
    private void superseded(String id) {
        List<String> line = turns.line(id);
        for (String newer : line.subList(Math.max(0, line.indexOf(id) + 1), line.size())) {
            state(newer)
                    .filter(state -> state.plan().ifBusy() == Plan.IfBusy.SUPERSEDE
                            && state.status() == RolloutState.Status.WAITING)
                    .ifPresent(state -> submit(id, new Command.Supersede(newer, state.plan().handOver())));
        }
    }

    private OpenRollout rollout(String id, String build, Journal journal, RolloutState state, Effects effects) {
        return new OpenRollout(
                journal, state, clock, executor, () -> new Decider(rules.apply(build)), effects, witness, () -> ended(id));
    }

    /**
     * Begins a rollout: writes its first entry, then takes its turn or waits for it.
     *
     * @param rolloutId unique on the controller, see {@link RolloutIds}
     * @param directory for the journal; made if it does not exist
     * @param build for people: {@code shop #12}
     * @param concerned ids of those who started the build or authored its changes
     * @return refused when the plan breaks a policy, or when another rollout is under way and the plan says {@code ifBusy: 'fail'}
     */
    public CompletionStage<Decision> declare(
            String rolloutId, Path directory, String build, Plan plan, Set<String> concerned, Actor by) {
        return CompletableFuture.supplyAsync(
                () -> declareNow(rolloutId, directory, build, plan, concerned, by), executor);
    }

    private Decision declareNow(
            String id, Path directory, String build, Plan plan, Set<String> concerned, Actor by) {
        if (open.containsKey(id)) {
            return new Decision.Accepted(List.of()); // a resumed Pipeline declares it again
        }
        Decision decision = new Decider(rules.apply(build)).declare(id, build, plan, concerned, by, clock.instant());
        if (!(decision instanceof Decision.Accepted declared)) {
            return decision;
        }
        List<String> before = turns.join(id, plan);
        if (!before.isEmpty() && plan.ifBusy() == Plan.IfBusy.FAIL) {
            return Decision.conflict(plan.application() + " in " + plan.environment() + " is busy with rollout "
                    + before.get(0) + ", and this one says ifBusy: 'fail'");
        }
        try {
            index.add(id, directory);
            OpenRollout rollout = rollout(id, build, Journal.create(directory, index.spare(id)), null, effects(id));
            rollout.begin(declared.entries());
            open.put(id, rollout);
            if (turns.first(id, plan)) { // those before it may have ended meanwhile
                takeTurn(id);
            } else {
                rollout.submit(new Command.AwaitTurn(before.get(before.size() - 1)));
            }
            if (plan.ifBusy() == Plan.IfBusy.SUPERSEDE) {
                before.forEach(older -> submit(older, new Command.Supersede(id, plan.handOver())));
            }
            return declared;
        } catch (IOException e) {
            passTurnOn(id);
            throw new UncheckedIOException("the journal of rollout " + id + " cannot be written", e);
        }
    }

    private void passTurnOn(String id) {
        turns.leave(id).ifPresent(this::takeTurn);
    }

    /** What is live is asked for now: it may have changed while the rollout waited. */
    private void takeTurn(String id) {
        OpenRollout rollout = open.get(id);
        if (rollout != null) {
            rollout.submit(new Command.TakeTurn(live(rollout.state().plan())));
        }
    }

    private String live(Plan plan) {
        try {
            return history.live(plan.application(), plan.environment())
                    .map(Standing::version)
                    .orElse(null);
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "what is live of " + plan.application() + " is not known", e);
            return null;
        }
    }

    /**
     * Asks something of a rollout. Returns at once; the answer comes when what follows is safely written. It fails only
     * when the journal cannot be written.
     */
    public CompletionStage<Decision> submit(String rolloutId, Command command) {
        OpenRollout rollout = open.get(rolloutId);
        return rollout == null
                ? CompletableFuture.completedFuture(new Decision.Refused(
                        Decision.Reason.UNKNOWN,
                        broken.getOrDefault(rolloutId, "no rollout " + rolloutId + " is under way"),
                        ""))
                : rollout.submit(command);
    }

    /** What administrators allow has changed: every open rollout looks again at what it waits for. */
    public void rulesChanged() {
        open.values().forEach(rollout -> rollout.submit(new Command.Tick()));
    }

    private void ended(String id) {
        List<String> line = turns.line(id);
        OpenRollout rollout = open.remove(id);
        if (rollout != null) {
            rollout.close();
        }
        offers.over(id)
                .filter(heir -> !open.containsKey(heir) && !offers.awaited(heir))
                .ifPresent(this::forget);
        if (!offers.awaited(id)) {
            forget(id);
        }
        passTurnOn(id);
        line.forEach(other -> state(other).ifPresent(state -> withoutIt(state, id)));
        behind(line, id);
    }

    /** One that was to be handed over to a rollout that has ended goes on, unless that one had it already. */
    private void withoutIt(RolloutState state, String ended) {
        if (state.handOver() != null && !state.isOffered() && state.handOver().to().equals(ended)) {
            notTaken(state.id(), ended, "it has ended", false);
        }
    }

    /** The one that waited behind another that gave up waits behind the one before that. */
    private void behind(List<String> line, String left) {
        int index = line.indexOf(left);
        if (index > 0 && index + 1 < line.size()) {
            submit(line.get(index + 1), new Command.AwaitTurn(line.get(index - 1)));
        }
    }

    /**
     * Where a rollout stands among those of its application and environment.
     *
     * @param before ids of those that go before it, the one under way first
     * @param after ids of those that wait for it
     */
    public record Place(List<String> before, List<String> after) {}

    /** Empty lists for one that neither waits nor is waited for. */
    public Place place(String id) {
        List<String> line = turns.line(id);
        int index = line.indexOf(id);
        return index < 0
                ? new Place(List.of(), List.of())
                : new Place(List.copyOf(line.subList(0, index)), List.copyOf(line.subList(index + 1, line.size())));
    }

    /** The open rollout that took over what another one had deployed. */
    public Optional<RolloutState> heir(String rolloutId) {
        return open.values().stream()
                .map(OpenRollout::state)
                .filter(state -> state != null && state.inherited() != null)
                .filter(state -> state.inherited().parts().stream()
                        .anyMatch(part -> part.rollout().equals(rolloutId)))
                .findFirst();
    }

    /** The note of an ended rollout goes once everything about it is kept where it has to be. */
    private void forget(String id) {
        Object note = index.note(id);
        witness.kept(id).thenRun(() -> {
            try {
                index.remove(id, note);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "rollout " + id + " ended; its note stays until the next start", e);
            }
        });
    }

    /** The state of an open rollout; empty when it ended or is not known. */
    public Optional<RolloutState> state(String rolloutId) {
        return Optional.ofNullable(open.get(rolloutId)).map(OpenRollout::state);
    }

    public boolean knows(String rolloutId) {
        return open.containsKey(rolloutId);
    }

    /** Whether no other rollout may have this id yet: its own goes on, or not all of it is kept where it has to be. */
    public boolean taken(String rolloutId) {
        return open.containsKey(rolloutId) || index.has(rolloutId);
    }

    /** Why a rollout that was open is not continued: its journal does not verify, or cannot be read. */
    public Optional<String> broken(String rolloutId) {
        return Optional.ofNullable(broken.get(rolloutId));
    }

    /** Ids of the open rollouts. */
    public Collection<String> ids() {
        return List.copyOf(open.keySet());
    }

    /** At most so many entries of an open rollout after the given sequence. */
    public List<Entry> entries(String rolloutId, long after, int most) throws IOException {
        OpenRollout rollout = open.get(rolloutId);
        return rollout == null ? List.of() : rollout.entries(after, most);
    }

    /**
     * Hears what happens in a rollout: first what happened after the given sequence, then what happens. The first call
     * comes even when nothing happened yet, with no entries. One that has ended is replayed from its journal.
     *
     * @param directory with the journal
     * @return ends the listening
     */
    public AutoCloseable listen(String rolloutId, Path directory, long after, RolloutListener listener) {
        OpenRollout rollout = open.get(rolloutId);
        if (rollout != null) {
            return rollout.listen(after, listener);
        }
        executor.execute(() -> replay(rolloutId, directory, after, listener));
        return () -> {};
    }

    private static void replay(String id, Path directory, long after, RolloutListener listener) {
        try {
            RolloutRecord.read(directory)
                    .ifPresent(record -> listener.happened(
                            record.entries().stream()
                                    .filter(entry -> entry.sequence() > after)
                                    .toList(),
                            record.state()));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.ERROR, "rollout " + id + ": its journal cannot be replayed", e);
        }
    }

    /** Stops all work. The journals have everything; {@link #start} of another engine goes on. */
    @Override
    public void close() {
        open.values().forEach(OpenRollout::close);
        open.clear();
        shutdown.run();
    }
}
