package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.history.HistoryFollower;
import io.jenkins.plugins.rollout.history.HistoryLine;
import io.jenkins.plugins.rollout.history.HistoryStore;
import io.jenkins.plugins.rollout.history.Place;
import io.jenkins.plugins.rollout.history.Said;
import io.jenkins.plugins.rollout.history.Share;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.Standing;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The history behind the engine: each line once, whenever the controller was killed, and what is live known at once. */
public class HistoryWitnessTest {
    private static final String ID = "shop-1-1";
    private static final Instant COMMIT = Simulation.START.minusSeconds(3600);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ArrayDeque<Runnable> clerk = new ArrayDeque<>();
    private HistoryStore store;
    private HistoryFollower history;

    private Simulation world(String name) throws Exception {
        Path home = folder.newFolder(name).toPath();
        return new Simulation(home, () -> {
            clerk.clear(); // a kill forgets what was not taken over
            store = open(home.resolve("history"));
            history = follower(store, clerk);
            return history;
        });
    }

    private static HistoryFollower follower(HistoryStore store, ArrayDeque<Runnable> tasks) {
        return new HistoryFollower(store, tasks::add, build -> Optional.of(COMMIT), line -> {});
    }

    private static HistoryStore open(Path folder) {
        try {
            return HistoryStore.open(folder, Clock.fixed(Simulation.START, ZoneOffset.UTC));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeOver() {
        for (Runnable task = clerk.poll(); task != null; task = clerk.poll()) {
            task.run();
        }
    }

    private static List<String> lines(HistoryStore of) throws Exception {
        var lines = new ArrayList<String>();
        of.read(line -> lines.add(Lines.JSON.valueToTree(line).toString()));
        return lines;
    }

    private static List<String> events(HistoryStore of) throws Exception {
        var events = new ArrayList<String>();
        of.read(line -> events.add(line.course().event()));
        return events;
    }

    private Place place() {
        return history.places().find("shop", "production").orElseThrow();
    }

    private Optional<String> live() {
        return history.places().live("shop", "production").map(Standing::version);
    }

    private static Plan twoPhases(Plan.OnFailure onFailure) {
        return plan(
                Plan.Form.PLAN, onFailure, Plan.IfBusy.WAIT, phase("canary", 5, automatic(), null),
                phase("full", 100, approvedBy(1, criterion("errors", 0)), null));
    }

    /** People click and time passes; the metrics fail from a minute on; the clerk comes when the dice say so. */
    private void drive(Simulation world, Random dice, int failing) {
        for (int minute = 0; minute < 40 && !world.killed() && !world.state(ID).isEnded(); minute++) {
            if (minute >= failing) {
                world.metrics.put("errors", where -> Verdict.FAIL);
            }
            for (var person : List.of(ALICE, Plans.BOB)) {
                if (!world.killed() && ApprovalDecider.asking(world.state(ID)).isPresent()) {
                    world.approve(ID, person);
                }
            }
            if (dice.nextInt(3) == 0) {
                takeOver();
            }
            if (!world.killed()) {
                world.passMinutes(1);
            }
        }
    }

    private List<String> asTheJournalTells(Simulation world, String name) throws Exception {
        HistoryStore fresh = open(folder.newFolder(name).toPath());
        var tasks = new ArrayDeque<Runnable>();
        follower(fresh, tasks).found(world.directory(ID), world.state(ID));
        tasks.forEach(Runnable::run);
        return lines(fresh);
    }

    @Test
    public void everythingIsKeptOnceWhereverTheControllerIsKilled() throws Exception {
        killAtEveryLine(99, Optional.of("2.0.0"));
    }

    @Test
    public void soIsWhatIsTakenBack() throws Exception {
        killAtEveryLine(2, Optional.empty());
    }

    private void killAtEveryLine(int failing, Optional<String> liveAtTheEnd) throws Exception {
        var dice = new Random(7);
        Simulation whole = world("whole");
        whole.declare(ID, Plans.fivePhases());
        drive(whole, dice, failing);
        long lines = whole.lines(ID);
        assertThat(lines, greaterThan(20L));
        assertThat(live(), is(liveAtTheEnd));
        for (long line = 1; line < lines; line += 1 + dice.nextInt(3)) {
            Simulation world = world("killed-" + line);
            world.killAtLine(line);
            world.declare(ID, Plans.fivePhases());
            drive(world, dice, failing);
            assertThat(world.killed(), is(true));
            world.killAndRestart();
            drive(world, dice, failing);
            assertThat("known at once", live(), is(liveAtTheEnd));
            takeOver();
            assertThat("line " + line, lines(store), is(asTheJournalTells(world, "told-" + line)));
            assertThat("and on the disk", open(folder.getRoot().toPath().resolve("killed-" + line + "/history"))
                    .pages().read("", 5, course -> true).rollouts().size(), is(1));
        }
    }

    @Test
    public void lastLineOfARolloutTellsAllOfIt() throws Exception {
        Simulation world = world("story");
        world.declare(ID, twoPhases(Plan.OnFailure.ROLLBACK));
        world.approve(ID, ALICE);
        takeOver();
        assertThat(events(store), contains(
                "RolloutDeclared", "RolloutStarted", "DeployStarted", "PhaseDeployed", "PhaseDone", "DeployStarted",
                "PhaseDeployed", "PhaseDone", "RolloutEnded"));
        Course course = store.pages().read("", 5, any -> true).rollouts().get(0);
        assertThat(course.result(), is(Result.SUCCESS));
        assertThat(course.work(), is(COMMIT));
        assertThat(course.previousVersion(), is("1.0.0"));
        assertThat(course.shares().stream().map(Share::has).toList(), contains(Share.Has.YES, Share.Has.YES));
        assertThat(place().live().orElseThrow().build(), is(course.build()));
        assertThat(place().open().size(), is(0));
    }

    @Test
    public void exposureUnderWayShowsWhileAPhaseWaits() throws Exception {
        Simulation world = world("waits");
        world.declare(ID, twoPhases(Plan.OnFailure.ROLLBACK));
        assertThat(place().open().get(0).exposure().intValue(), is(5));
        assertThat(live(), is(Optional.empty()));
    }

    @Test
    public void stoppedRolloutLeavesWhatItReached() throws Exception {
        Simulation world = world("stopped");
        world.declare(ID, twoPhases(Plan.OnFailure.ROLLBACK));
        world.ask(ID, new Command.Stop(OPS, "enough"));
        assertThat(place().remnants().get(0).reach(), is("up to 5 %"));
        takeOver();
        assertThat(lines(store), is(asTheJournalTells(world, "told")));
    }

    @Test
    public void rolloutThatIsHandedOverLeavesNothingOfItsOwn() throws Exception {
        Simulation world = world("handed");
        world.declare("old", twoPhases(Plan.OnFailure.ROLLBACK));
        Plan newer = new Plan(
                        "shop", "production", "2.1.0", "", "", Plan.Form.PLAN,
                        List.of(phase("half", 50, approvedBy(1), null), phase("all", 100, approvedBy(1), null)),
                        null, null, Plan.IfBusy.SUPERSEDE)
                .handingOver(true);
        world.declare("new", newer);
        assertThat(place().isMixed(), is(false));
        Course open = place().open().get(0);
        assertThat(open.taken().version(), is("2.0.0"));
        assertThat("nobody has the new one yet", open.isOut(), is(false));
        world.ask("new", new Command.Stop(OPS, "enough"));
        assertThat(place().remnants().get(0).version(), is("2.0.0"));
        assertThat(place().remnants().get(0).reach(), is("up to 5 %"));
        takeOver();
        List<Course> past = store.pages().read("", 5, any -> true).rollouts();
        assertThat(past.get(1).handedTo(), is("new"));
        assertThat("made way by no failure of its own", past.get(1).isSuperseded(), is(true));
        assertThat(past.get(0).isSuperseded(), is(false));
    }

    @Test
    public void phaseThatCannotBeUndoneStaysNamed() throws Exception {
        Simulation world = world("stuck");
        world.answers = (call, tries) ->
                call.action() == Action.UNDO ? TargetAnswer.failed("no way back") : TargetAnswer.done("");
        world.declare(ID, twoPhases(Plan.OnFailure.ROLLBACK));
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        for (int i = 0; i < 60 && !world.state(ID).isEnded(); i++) {
            world.passMinutes(1);
        }
        world.ask(ID, new Command.Stop(OPS, "leave it"));
        assertThat(world.state(ID).isEnded(), is(true));
        assertThat(place().remnants().get(0).reach(), is("up to 5 %"));
        assertThat(place().brokenSince().isPresent(), is(true));
    }

    @Test
    public void historyIsTriedAgainAndNeverInTheWay() throws Exception {
        Simulation world = world("wait");
        Files.createDirectory(folder.getRoot().toPath().resolve("wait/history/2026-01.jsonl"));
        world.declare(ID, twoPhases(Plan.OnFailure.ROLLBACK));
        world.approve(ID, ALICE);
        takeOver();
        assertThat(world.state(ID).result(), is(Result.SUCCESS));
        assertThat("its note stays", Files.exists(
                folder.getRoot().toPath().resolve("wait/open").resolve(ID)), is(true));
        Files.delete(folder.getRoot().toPath().resolve("wait/history/2026-01.jsonl"));
        world.killAndRestart();
        takeOver();
        assertThat(lines(store), is(asTheJournalTells(world, "told")));
        assertThat(live(), is(Optional.of("2.0.0")));
    }

    @Test
    public void whatAnAdministratorSaysIsLiveHolds() throws Exception {
        Simulation world = world("said");
        history.say(new Said(
                COMMIT, "shop", "production", "0.9", null, "connie", "Connie", "before the first"));
        assertThat(live(), is(Optional.of("0.9")));
        takeOver();
        world.killAndRestart();
        assertThat(live(), is(Optional.of("0.9")));
        assertThat(place().said(), is(lastSaid()));
    }

    private Said lastSaid() throws IOException {
        var all = new ArrayList<HistoryLine>();
        store.read(all::add);
        return all.get(0).said();
    }
}
