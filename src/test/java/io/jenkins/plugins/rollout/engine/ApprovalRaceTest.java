package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.asking;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.person;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * People answer in the same millisecond, against each other, against the deadline, an abort and a kill, in 1,000 orders.
 * Whatever the order, the journal tells one story, in which, counted here by other means than the engine's:
 *
 * <ul>
 *   <li>a gate passes once, with different people for each rule who may approve, said before the deadline;
 *   <li>nobody is in two yeses, whether they said them or were stood in for; nobody has a yes and a no;
 *   <li>whoever started the rollout approves as an override or not at all;
 *   <li>in turn, nobody of the second rule is heard before the first is met;
 *   <li>a gate is passed, rejected, expired or given up, never two of these, and nothing is answered afterwards;
 *   <li>nothing is deployed without its gate, nor twice, and success means that the gate passed;
 *   <li>what a person was told is so: an accepted answer is in the journal, a refused one is not;
 *   <li>the chain verifies, no sequence is missing, nothing follows the end, and the fold is the state.
 * </ul>
 */
public class ApprovalRaceTest {
    private static final int SEEDS = 1_000;
    private static final String ID = "shop-1-1";
    private static final Duration EXPIRES = Duration.ofHours(1);
    private static final Set<String> QA = Set.of("quentin", "both", "dave");
    private static final Set<String> SRE = Set.of("sam", "both");

    private static final Actor QUENTIN = person("quentin", "qa");
    private static final Actor SAM = person("sam", "sre");
    private static final Actor BOTH = person("both", "qa", "sre");
    private static final Actor MALLORY = person("mallory", "developers");
    private static final Actor EVE = new Actor("eve", "Eve", "page", Set.of(), Set.of(), false,
            List.of(new StandIn("quentin", "Quentin", Set.of("qa"), Set.of(), null)));
    private static final Actor DAVE =
            new Actor("dave", "Dave", "page", Set.of("qa"), Set.of(RolloutPermission.OVERRIDE));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What somebody asked. */
    private record Asked(Command command, CompletableFuture<Decision> answer) {}

    /** What somebody was told. */
    private record Told(Command command, Decision decision) {}

    /** One order of things. */
    private final class Race {
        private final Random random;
        private final Approval approval;
        private final Path home;
        private final Simulation world;
        private final List<Asked> open = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private final String seed;
        private boolean killed;

        Race(int seed) throws IOException {
            this.seed = "seed " + seed;
            random = new Random(seed);
            approval = new Approval(
                    false,
                    List.of(new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("sre"), 1)),
                    random.nextInt(3) == 0,
                    1 + random.nextInt(2),
                    "",
                    EXPIRES,
                    OnExpiry.values()[random.nextInt(3)],
                    Duration.ofMinutes(25),
                    null,
                    null);
            home = folder.newFolder().toPath();
            world = new Simulation(home);
            Plan.OnFailure onFailure = Plan.OnFailure.values()[random.nextInt(3)];
            world.declare(ID, plan(Plan.Form.PLAN, onFailure, Plan.IfBusy.WAIT,
                    phase("a", 1, automatic(), null), phase("b", 50, asking(approval), null)));
        }

        private List<Command> commands() {
            String evidence = world.state(ID).currentPhase().orElseThrow().ask().evidence();
            var all = new ArrayList<Command>();
            for (Actor actor : List.of(QUENTIN, SAM, BOTH, EVE, DAVE, MALLORY)) {
                all.add(new Command.Approve(actor, evidence, "yes", Map.of(), random.nextBoolean()));
                all.add(new Command.Approve(actor, evidence, "yes again", Map.of(), true));
            }
            for (Actor actor : List.of(QUENTIN, BOTH, EVE, MALLORY)) {
                all.add(new Command.Reject(actor, "no"));
                all.add(new Command.Withdraw(actor, "hm"));
            }
            Collections.shuffle(all, random);
            var some = new ArrayList<>(all.subList(0, 4 + random.nextInt(8)));
            if (random.nextInt(3) == 0) {
                some.add(random.nextInt(some.size()), new Command.Abort(OPS, "stop it"));
            }
            if (random.nextInt(6) == 0) {
                some.add(random.nextInt(some.size()), new Command.Pause(OPS, "wait"));
                some.add(new Command.Resume(OPS, ""));
            }
            return some;
        }

        void run() throws IOException {
            boolean nearDeadline = random.nextBoolean();
            int lifeLines = random.nextInt(3) == 0 ? (int) world.lines(ID) + 1 + random.nextInt(6) : 0;
            List<Command> commands = commands();
            if (nearDeadline) {
                world.pass(EXPIRES.minusMillis(2));
            }
            if (lifeLines > 0) {
                world.killAtLine(lifeLines);
            }
            for (Command command : commands) {
                open.add(new Asked(command, world.submit(ID, command).toCompletableFuture()));
                switch (random.nextInt(4)) {
                    case 0 -> world.settle();
                    case 1 -> world.lapse(Duration.ofMillis(1));
                    default -> {
                        // the next comes in the same millisecond, and is decided and written together with this one
                    }
                }
                hear();
                if (world.killed()) {
                    tear(lifeLines);
                    world.killAndRestart();
                    open.clear();
                    killed = true;
                    lifeLines = 0;
                }
            }
            world.settle();
            hear();
            if (world.killed()) {
                tear(lifeLines);
                world.killAndRestart();
                killed = true;
            } else if (random.nextInt(8) == 0) {
                world.killAndRestart();
            } else {
                world.killAtLine(Long.MAX_VALUE);
            }
            world.pass(EXPIRES.multipliedBy(2));
            if (!world.state(ID).isEnded()) {
                world.ask(ID, new Command.Stop(OPS, "enough"));
            }
            check();
        }

        private void hear() {
            if (!world.killed()) {
                open.stream()
                        .filter(asked -> asked.answer().isDone())
                        .forEach(asked -> told.add(new Told(asked.command(), asked.answer().join())));
                open.removeIf(asked -> asked.answer().isDone());
            }
        }

        /** The kill came while the last lines were being written: of these, some are not there, and one is in part. */
        private void tear(long line) throws IOException {
            Path journal = world.directory(ID).resolve("journal.jsonl");
            byte[] bytes = Files.readAllBytes(journal);
            int whole = 0;
            for (long lines = 1; lines < line; lines++) {
                while (bytes[whole] != '\n') {
                    whole++;
                }
                whole++;
            }
            Files.write(journal, Arrays.copyOf(bytes, whole + random.nextInt(bytes.length - whole + 1)));
            new OpenRollouts(home).add(ID, world.directory(ID)); // what did not end is still open
        }

        private void check() throws IOException {
            List<Entry> entries = world.entries(ID);
            assertThat(seed, JournalReader.verify(world.directory(ID)), is((long) entries.size()));
            RolloutState state = world.state(ID);
            assertThat(seed + ": the fold is the state", Evolution.fold(entries), is(state));
            assertThat(seed + ": it ends", state.isEnded(), is(true));
            new Retold(entries).check();
            checkAnswers(entries);
            assertThat(seed + ": done once", world.performed.values(), everyItem(is(1)));
            boolean passed = entries.stream().anyMatch(entry -> entry.event().equals(new Event.GatePassed("b")));
            boolean deployed = world.calls.stream().anyMatch(call -> call.startsWith("deploy b"));
            assertThat(seed + ": deployed behind its gate", deployed && !passed, is(false));
            boolean done = passed && state.phase("b").orElseThrow().status() == PhaseStatus.DONE;
            assertThat(seed + ": " + state.cause(), state.result() == Result.SUCCESS && !done, is(false));
        }

        /** Nobody was told what is not so. */
        private void checkAnswers(List<Entry> entries) {
            var accepted = new TreeMap<String, Integer>();
            for (Told one : told) {
                boolean yes = one.command() instanceof Command.Approve;
                boolean no = one.command() instanceof Command.Reject;
                if ((yes || no) && one.decision() instanceof Decision.Accepted answer) {
                    String what = one.command().by().id() + (yes ? " yes" : " no");
                    boolean news = answer.entries().stream()
                            .anyMatch(entry -> entry.by().equals(one.command().by()));
                    accepted.merge(what, news ? 1 : 0, Integer::sum);
                }
            }
            var written = new TreeMap<String, Integer>();
            for (Entry entry : entries) {
                boolean yes = entry.event() instanceof Event.ApprovalGiven;
                boolean no = entry.event() instanceof Event.RejectionGiven
                        || entry.event() instanceof Event.GateRejected && !entry.by().equals(Actor.ENGINE);
                if (yes || no) {
                    written.merge(entry.by().id() + (yes ? " yes" : " no"), 1, Integer::sum);
                }
            }
            accepted.forEach((what, times) ->
                    assertThat(seed + ": kept: " + what, times, lessThanOrEqualTo(written.getOrDefault(what, 0))));
            if (!killed) { // of a killed controller nobody knows what it would have answered
                written.forEach((what, times) ->
                        assertThat(seed + ": answered: " + what, accepted.getOrDefault(what, 0), is(times)));
            }
        }

        /** The story as the journal tells it, counted by other means. */
        private final class Retold {
            private final List<Entry> entries;
            private final Map<String, Entry> yeses = new LinkedHashMap<>();
            private final Map<String, Entry> noes = new LinkedHashMap<>();
            private Instant asked;
            private String end;

            Retold(List<Entry> entries) {
                this.entries = entries;
            }

            void check() {
                long sequence = 0;
                boolean ended = false;
                for (Entry entry : entries) {
                    assertThat(seed + ": no gap", entry.sequence(), is(++sequence));
                    assertThat(seed + ": nothing after the end", ended, is(false));
                    ended = entry.event() instanceof Event.RolloutEnded;
                    follow(entry);
                }
            }

            private void follow(Entry entry) {
                Event event = entry.event();
                if (event instanceof Event.ApprovalRequested e) {
                    asked = entry.at();
                } else if (event instanceof Event.ApprovalGiven e) {
                    yes(entry, e);
                } else if (event instanceof Event.ApprovalWithdrawn) {
                    open(entry);
                    assertThat(seed + ": had a yes", forget(yeses, entry.by().id()), is(true));
                } else if (event instanceof Event.RejectionGiven e) {
                    open(entry);
                    String person = e.onBehalfOf() == null ? entry.by().id() : e.onBehalfOf();
                    assertThat(seed + ": one no", forget(noes, entry.by().id()) || forget(noes, person), is(false));
                    forget(yeses, entry.by().id());
                    forget(yeses, person);
                    noes.put(person, entry);
                    assertThat(seed + ": not enough noes", noes.size() < approval.rejections(), is(true));
                } else if (event instanceof Event.GateRejected) {
                    boolean byEngine = entry.by().equals(Actor.ENGINE);
                    assertThat(seed + ": rejected once", end, is(byEngine ? "expired" : null));
                    assertThat(seed, byEngine || noes.size() + 1 == approval.rejections(), is(true));
                    end = "rejected";
                } else if (event instanceof Event.ApprovalExpired) {
                    assertThat(seed + ": one end", end == null, is(true));
                    assertThat(seed + ": not too early", entry.at().isBefore(asked.plus(EXPIRES)), is(false));
                    assertThat(seed + ": not when all have answered", complete(), is(false));
                    end = "expired";
                } else if (event instanceof Event.GatePassed e && e.phase().equals("b")) {
                    assertThat(seed + ": one end", end == null, is(true));
                    assertThat(seed + ": quorum", complete(), is(true));
                    end = "passed";
                } else if (event instanceof Event.DeployStarted e && e.phase().equals("b")) {
                    assertThat(seed + ": behind its gate", end, is("passed"));
                } else if (event instanceof Event.RollbackStarted || event instanceof Event.RolloutEnded) {
                    end = end == null ? "given up" : end;
                }
            }

            private void open(Entry entry) {
                assertThat(seed + ": after the " + end, end == null, is(true));
                assertThat(seed + ": asked", asked != null, is(true));
                assertThat(
                        seed + ": in time",
                        entry.event() instanceof Event.ApprovalWithdrawn || entry.at().isBefore(asked.plus(EXPIRES)),
                        is(true));
            }

            private void yes(Entry entry, Event.ApprovalGiven e) {
                open(entry);
                String by = entry.by().id();
                String person = e.onBehalfOf() == null ? by : e.onBehalfOf();
                assertThat(seed + ": who may", QA.contains(person) || SRE.contains(person), is(true));
                assertThat(seed + ": who is away", e.onBehalfOf() == null || by.equals("eve"), is(true));
                assertThat(seed + ": overrides", e.override(), is(by.equals("dave")));
                assertThat(seed + ": once", forget(yeses, by) || forget(yeses, person), is(false));
                if (approval.inTurn() && !QA.contains(person)) {
                    assertThat(seed + ": in turn", yeses.keySet().stream().anyMatch(QA::contains), is(true));
                }
                forget(noes, by);
                forget(noes, person);
                yeses.put(person, entry);
            }

            /** Whether somebody was there, by act or by name. */
            private boolean forget(Map<String, Entry> answers, String id) {
                return answers.entrySet().removeIf(answer -> answer.getKey().equals(id)
                        || answer.getValue().by().id().equals(id));
            }

            private boolean complete() {
                return yeses.keySet().stream().anyMatch(one -> QA.contains(one)
                        && yeses.keySet().stream().anyMatch(other -> !other.equals(one) && SRE.contains(other)));
            }
        }
    }

    @Test
    public void noOrderOfThingsBreaksARule() throws Exception {
        var ends = new TreeMap<String, Integer>();
        int kills = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var race = new Race(seed);
            race.run();
            kills += race.killed ? 1 : 0;
            race.world.entries(ID).stream()
                    .map(Entry::event)
                    .filter(event -> !event.equals(new Event.GatePassed("a")))
                    .map(event -> event.getClass().getSimpleName())
                    .filter(Set.of("GatePassed", "GateRejected", "ApprovalExpired", "AbortAsked", "ApprovalWithdrawn",
                            "RejectionGiven", "ApprovalGiven", "ApproversReminded")::contains)
                    .distinct()
                    .forEach(event -> ends.merge(event, 1, Integer::sum));
        }
        assertThat("everything happened, often: " + ends, ends.size(), is(8));
        assertThat("everything happened, often: " + ends, ends.values(), everyItem(greaterThan(50)));
        assertThat("killed in between", kills, greaterThan(100));
    }
}
