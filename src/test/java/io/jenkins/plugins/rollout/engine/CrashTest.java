package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Yes;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** A request with everything: rules in turn, a stand-in, reminders, a second circle, an answer, a yes taken back. */
    private static Plan thorough() {
        var approval = new Approval(
                false,
                List.of(new Approval.Rule(List.of("qa"), 1), new Approval.Rule(List.of("release-managers"), 2)),
                true,
                2,
                "",
                Duration.ofHours(1),
                OnExpiry.ROLLBACK,
                Duration.ofMinutes(2),
                new Approval.Escalation(Duration.ofMinutes(5), List.of("directors")),
                List.of(new Question("risk", Question.Kind.CHOICE, "", List.of("low", "high"), false)));
        return Plans.plan(
                Plans.phase("canary", 5, Plans.automatic(), null),
                Plans.phase("full", 100, Plans.asking(approval, Plans.criterion("errors", 0)), null));
    }

    private static void answer(Simulation world) {
        var quentin = new StandIn("quentin", "Quentin", Set.of("qa"), Set.of(), null);
        var eve = new Actor("eve", "Eve", "page", Set.of(), Set.of(), false, List.of(quentin));
        int minute = 0;
        while (!world.killed() && !world.state(ID).isEnded() && minute++ < 30) {
            if (minute == 3) {
                world.ask(ID, new Command.Reject(BOB, "not yet"));
            }
            if (minute == 4) {
                world.ask(ID, new Command.Withdraw(ALICE, "not yet"));
            }
            for (Actor person : List.of(eve, ALICE, Plans.person("dora", "directors"))) {
                Optional<PhaseState> asking = world.killed() ? Optional.empty() : ApprovalDecider.asking(world.state(ID));
                if (asking.isPresent() && (person != ALICE || minute == 2 || minute > 6)) {
                    String evidence = asking.get().ask().evidence();
                    world.ask(ID, new Command.Approve(person, evidence, "", Map.of("risk", "low"), false));
                }
            }
            if (!world.killed()) {
                world.passMinutes(1);
            }
        }
    }

    @Test
    public void survivesAKillAfterEveryLineOfARequestForApproval() throws Exception {
        Simulation whole = world("asked");
        whole.declare(ID, thorough());
        answer(whole);
        assertThat(whole.story(ID).toString(), whole.state(ID).result(), is(Result.SUCCESS));
        assertThat(
                whole.story(ID),
                hasItems("ApproversReminded", "ApprovalEscalated", "ApprovalWithdrawn", "RejectionGiven"));
        for (long line = 1; line < whole.lines(ID); line++) {
            Simulation world = world("asked-" + line);
            world.killAtLine(line);
            world.declare(ID, thorough());
            answer(world);
            List<Yes> before = approvals(world);
            Ask asked = world.state(ID).currentPhase().map(PhaseState::ask).orElse(null);
            world.killAndRestart();
            if (asked != null) {
                Ask again = world.state(ID).currentPhase().orElseThrow().ask();
                assertThat("line " + line + ": the same request", again.evidence(), is(asked.evidence()));
                assertThat("line " + line + ": no no lost", again.rejected(), is(asked.rejected()));
            }
            assertThat("line " + line + ": no approval lost", approvals(world).containsAll(before), is(true));
            answer(world);
            RolloutState end = world.state(ID);
            assertThat("line " + line + ": " + end.cause(), end.result(), is(Result.SUCCESS));
            checkHistory(world, "line " + line);
            assertThat(end.phase("full").orElseThrow().answers().get("risk"), is("low"));
            assertThat("each target deployed once", world.performed.values(), everyItem(is(1)));
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
            Approval approval = phase.phase().gate().approval();
            long people = phase.approved().stream().map(Yes::person).distinct().count();
            assertThat(when + ": one person counts once", people, is((long) phase.approved().size()));
            if (phase.deployedAt() != null && !approval.automatic()) {
                assertThat(phase.approved().size(), is(approval.quorum()));
                assertThat(when + ": all rules", Quorum.of(approval, phase.approved()).complete(), is(true));
            }
        }
    }
}
