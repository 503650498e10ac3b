package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.audit.AuditFollower;
import io.jenkins.plugins.rollout.audit.AuditLine;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.audit.AuditStore;
import io.jenkins.plugins.rollout.audit.RolloutCheck;
import io.jenkins.plugins.rollout.model.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The audit trail behind the engine: what was written is in it once, whenever the controller was killed. */
public class WitnessTest {
    private static final String ID = "shop-1-1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ArrayDeque<Runnable> auditor = new ArrayDeque<>();
    private AuditStore store;
    private Path home;

    private Simulation world(String name) throws Exception {
        home = folder.newFolder(name).toPath();
        return new Simulation(home, () -> {
            auditor.clear(); // a kill forgets what was not taken over
            store = open(home.resolve("audit"));
            return new AuditFollower(store, auditor::add);
        });
    }

    private static AuditStore open(Path folder) {
        try {
            return AuditStore.open(folder, Clock.fixed(Simulation.START, ZoneOffset.UTC));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeOver() {
        for (Runnable task = auditor.poll(); task != null; task = auditor.poll()) {
            task.run();
        }
    }

    /** People click and time passes; the auditor comes when the dice say so. */
    private void drive(Simulation world, Random dice) {
        for (int minute = 0; minute < 60 && !world.killed() && !world.state(ID).isEnded(); minute++) {
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

    private List<String> trail(AuditStore of) throws IOException {
        return of.latest(AuditQuery.ALL, 10_000).stream()
                .map(AuditLine::record)
                .map(record -> record.rollout() + " " + record.sequence() + " " + record.act() + " " + record.hash())
                .toList();
    }

    /** What a trail holds that is made of the journal alone, when all is over. */
    private List<String> asTheJournalTells(Simulation world, String name) throws Exception {
        AuditStore fresh = open(folder.newFolder(name).toPath());
        var tasks = new ArrayDeque<Runnable>();
        var follower = new AuditFollower(fresh, tasks::add);
        follower.found(world.directory(ID), world.state(ID));
        tasks.forEach(Runnable::run);
        return trail(fresh);
    }

    @Test
    public void everythingIsKeptOnceWhereverTheControllerIsKilled() throws Exception {
        var dice = new Random(7);
        Simulation whole = world("whole");
        whole.declare(ID, Plans.fivePhases());
        drive(whole, dice);
        long lines = whole.lines(ID);
        assertThat(lines, greaterThan(40L));
        for (long line = 1; line < lines; line += 1 + dice.nextInt(2)) {
            Simulation world = world("killed-" + line);
            world.killAtLine(line);
            world.declare(ID, Plans.fivePhases());
            drive(world, dice);
            assertThat(world.killed(), is(true));
            world.killAndRestart();
            drive(world, dice);
            takeOver();
            assertThat("line " + line, trail(store), is(asTheJournalTells(world, "told-" + line)));
            assertThat(store.verify().ok(), is(true));
            assertThat(new RolloutCheck(world.directory(ID)).told(store, ID, Simulation.START).verify().ok(), is(true));
        }
    }

    @Test
    public void endedRolloutStaysNotedUntilItIsKept() throws Exception {
        Simulation world = world("ended");
        Path note = home.resolve("open").resolve(ID);
        world.declare(ID, plan(phase("full", 100, approvedBy(1), null)));
        world.approve(ID, ALICE);
        assertThat(world.state(ID).isEnded(), is(true));
        assertThat("nobody took it over yet", Files.exists(note), is(true));
        world.killAndRestart();
        assertThat(trail(store), is(empty()));
        takeOver();
        assertThat(trail(store), is(asTheJournalTells(world, "told")));
        assertThat(Files.exists(note), is(false));
    }

    @Test
    public void actsAreTheWordsOfPeopleAndOutliveTheBuild() throws Exception {
        Simulation world = world("words");
        world.declare(ID, plan(phase("full", 100, approvedBy(1), null)));
        world.ask(ID, new Command.Pause(OPS, "lunch"));
        world.ask(ID, new Command.Resume(OPS, ""));
        world.approve(ID, ALICE);
        takeOver();
        deleteBuild(world.directory(ID));
        List<AuditLine> lines = open(home.resolve("audit")).latest(AuditQuery.ALL, 100);
        assertThat(
                lines.stream().map(line -> line.record().act()).toList(),
                contains("declared", "paused", "resumed", "approved", "gatePassed", "deployed", "ended"));
        var yes = lines.get(3).record();
        assertThat(yes.by().id(), is("alice"));
        assertThat(yes.by().via(), is("page"));
        assertThat(yes.by().groups(), hasItems("release-managers"));
        assertThat(yes.evidence(), not(is("")));
        assertThat("gate passed on the same evidence", lines.get(4).record().evidence(), is(yes.evidence()));
        assertThat(yes.comment(), is("fine"));
        assertThat(yes.phase(), is("full"));
        assertThat(yes.hash().length(), is(64));
        assertThat(lines.get(1).record().comment(), is("lunch"));
    }

    private static void deleteBuild(Path directory) throws IOException {
        Files.delete(directory.resolve("journal.jsonl"));
        Files.delete(directory);
    }

    @Test
    public void sameIdOfAJobThatWasMadeAgainIsAnotherRollout() throws Exception {
        Simulation world = world("again");
        Plan plan = plan(phase("full", 100, approvedBy(1), null));
        world.declare(ID, plan);
        world.approve(ID, ALICE);
        takeOver();
        int first = trail(store).size();
        deleteBuild(world.directory(ID));
        world.passMinutes(1);
        world.declare(ID, plan);
        world.killAndRestart();
        world.approve(ID, ALICE);
        takeOver();
        assertThat(trail(store).size(), is(2 * first));
        assertThat(new RolloutCheck(world.directory(ID)).told(store, ID, Simulation.START).verify().ok(), is(true));
    }
}
