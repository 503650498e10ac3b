package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Yes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A rollout of five phases is killed after every single line of its journal, before anything of what the line says was
 * begun, and goes on: no approval lost, none counted twice, no phase deployed twice or without its gate, no undo forgotten.
 */
public class CrashTest {
    private static final String ID = "shop-1-1";
    private static final List<Actor> PEOPLE = List.of(ALICE, BOB);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world(String name) throws Exception {
        Path home = folder.newFolder(name).toPath();
        return new Simulation(home);
    }

    /** Lets time pass and people click until it is over. */
    private static void drive(Simulation world, boolean failCanary) {
        if (failCanary) {
            world.metrics.put(
                    "errors", where -> where.phase().equals("canary") && baking(world) ? Verdict.FAIL : Verdict.PASS);
        }
        for (int minute = 0; minute < 60 && !world.killed() && !world.state(ID).isEnded(); minute++) {
            click(world);
            if (!world.killed()) {
                world.passMinutes(1);
            }
        }
    }

    private static boolean baking(Simulation world) {
        return world.state(ID).phase("canary").map(PhaseState::status).orElse(null) == PhaseStatus.BAKING;
    }

    private static void click(Simulation world) {
        for (Actor person : PEOPLE) {
            Optional<PhaseState> asking = ApprovalDecider.asking(world.state(ID));
            if (asking.isPresent() && !asking.get().ask().hasFrom(person.id()) && !world.killed()) {
                world.approve(ID, person);
            }
        }
    }

    @Test
    public void survivesAKillAfterEveryLineOnTheWayOut() throws Exception {
        Simulation whole = world("whole");
        whole.declare(ID, Plans.fivePhases());
        drive(whole, false);
        assertThat(whole.state(ID).result(), is(Result.SUCCESS));
        long lines = whole.lines(ID);
        assertThat(lines, greaterThan(40L));
        for (long line = 1; line < lines; line++) {
            Simulation world = world("out-" + line);
            world.killAtLine(line);
            world.declare(ID, Plans.fivePhases());
            drive(world, false);
            assertThat("killed", world.killed(), is(true));
            List<Yes> before = approvals(world);
            world.killAndRestart();
            assertThat("line " + line + ": no approval lost", approvals(world).containsAll(before), is(true));
            drive(world, false);
            RolloutState end = world.state(ID);
            assertThat("line " + line + ": " + end.cause(), end.result(), is(Result.SUCCESS));
            checkHistory(world, "line " + line);
            assertThat("each target deployed once", world.performed.values(), everyItem(is(1)));
            assertThat(world.performed.size(), is(5));
        }
    }

    @Test
    public void survivesAKillAfterEveryLineOnTheWayBack() throws Exception {
        Simulation whole = world("whole-back");
        whole.declare(ID, Plans.fivePhases());
        drive(whole, true);
        assertThat(whole.state(ID).result(), is(Result.FAILURE));
        long lines = whole.lines(ID);
        for (long line = 1; line < lines; line++) {
            Simulation world = world("back-" + line);
            world.killAtLine(line);
            world.declare(ID, Plans.fivePhases());
            drive(world, true);
            world.killAndRestart();
            drive(world, true);
            RolloutState end = world.state(ID);
            assertThat("line " + line + ": " + end.cause(), end.result(), is(Result.FAILURE));
            checkHistory(world, "line " + line);
            for (PhaseState phase : end.phases().subList(0, 4)) {
                assertThat("line " + line + ": " + phase.name(), phase.status(), is(PhaseStatus.UNDONE));
            }
            assertThat(world.performed.values(), everyItem(is(1)));
            assertThat("four deployed, four undone", world.performed.size(), is(8));
        }
    }

    private static List<Yes> approvals(Simulation world) {
        return world.state(ID).phases().stream()
                .flatMap(phase -> phase.approved().stream())
                .toList();
    }

    /** One story, whole and in order: every deployment behind its gate, nobody counted twice. */
    private static void checkHistory(Simulation world, String when) throws Exception {
        JournalReader.verify(world.directory(ID));
        String open = null;
        for (Event event : world.entries(ID).stream().map(entry -> entry.event()).toList()) {
            if (event instanceof Event.GatePassed passed) {
                open = passed.phase();
            } else if (event instanceof Event.DeployStarted deploy) {
                assertThat(when + ": behind its gate", open, is(deploy.phase()));
                assertThat(when + ": deployed once", deploy.attempt(), is(1));
            }
        }
        for (PhaseState phase : world.state(ID).phases()) {
            long people = phase.approved().stream().map(Yes::by).distinct().count();
            assertThat(when + ": one person counts once", people, is((long) phase.approved().size()));
            if (phase.deployedAt() != null && !phase.phase().gate().approval().automatic()) {
                assertThat(phase.approved().size(), is(phase.phase().gate().approval().quorum()));
            }
        }
    }
}
