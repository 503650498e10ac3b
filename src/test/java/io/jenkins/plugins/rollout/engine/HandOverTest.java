package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static io.jenkins.plugins.rollout.engine.Plans.target;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A newer rollout takes over what an older one has reached: nobody falls back, nothing is lost, nothing owned twice. */
public class HandOverTest {
    private static final TargetRef EDGE = target("edge", true);
    private static final TargetRef FLAGS = target("flags", true);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    /** Which version each target gives to people, as it was told by the calls. */
    private Map<String, String> live;

    @Before
    public void boot() {
        world = world(folder.getRoot().toPath());
    }

    private Simulation world(Path home) {
        var fresh = new Simulation(home);
        live = new TreeMap<>();
        Map<String, String> table = live;
        fresh.answers = (call, tries) -> {
            String exposure = call.reach().exposure() == null ? "-" : call.reach().exposure().toPlainString();
            table.put(
                    call.target().name(),
                    call.action() == Action.DEPLOY ? call.situation().version() + " " + exposure : "stable");
            return TargetAnswer.done("");
        };
        fresh.targets = phase -> phase.equals("dogfood") ? List.of(FLAGS) : List.of(EDGE);
        return fresh;
    }

    private static Plan older() {
        return new Plan(
                "shop", "production", "2.0.0", "1.0.0", "", Plan.Form.PLAN,
                List.of(
                        phase("dogfood", 1, automatic(), null),
                        phase("canary", 20, automatic(), null),
                        phase("full", 100, approvedBy(1), null)),
                null, null, null);
    }

    /** Its second phase is smaller than what the older one has reached. */
    private static Plan newer() {
        return newer(Plan.IfBusy.SUPERSEDE, true);
    }

    private static Plan newer(Plan.IfBusy ifBusy, boolean handOver) {
        return new Plan(
                        "shop", "production", "2.1.0", "", "", Plan.Form.PLAN,
                        List.of(
                                phase("alpha", 5, approvedBy(1), null),
                                phase("beta", 50, approvedBy(1), null)),
                        null, null, ifBusy)
                .handingOver(handOver);
    }

    private RolloutState old() {
        return world.state("old");
    }

    private RolloutState fresh() {
        return world.state("new");
    }

    private void handOver() {
        world.declare("old", older());
        world.declare("new", newer());
    }

    @Test
    public void theOlderOneEndsWithoutAnUndoAndTheNewerOneBegins() {
        handOver();
        assertThat(old().result(), is(Result.ABORTED));
        assertThat(old().cause(), is("handed over to rollout new"));
        assertThat(world.calls, not(hasItem("undo canary edge")));
        assertThat(live, is(Map.of("flags", "2.0.0 1", "edge", "2.0.0 20")));
        assertThat(fresh().status(), is(Status.RUNNING));
        assertThat(fresh().inherited().from(), is("old"));
        assertThat(fresh().inherited().reach().exposure(), is(BigDecimal.valueOf(20)));
        assertThat(fresh().plan().previousVersion(), is("1.0.0"));
        assertThat("its own gates hold", fresh().phase("alpha").orElseThrow().status(), is(PhaseStatus.GATE));
    }

    @Test
    public void itsFirstDeploymentReachesThoseWhomTheOlderOneHad() {
        handOver();
        world.approve("new", ALICE);
        assertThat("20 % and not 5", live.get("edge"), is("2.1.0 20"));
        world.approve("new", ALICE);
        assertThat(live.get("edge"), is("2.1.0 50"));
        assertThat(fresh().result(), is(Result.SUCCESS));
        assertThat("what stays of the older one is said", fresh().cause(), containsString("flags still has"));
    }

    @Test
    public void theBlockHearsOfTheShare() {
        handOver();
        var situation = io.jenkins.plugins.rollout.model.Situation.of(fresh(), fresh().phases().get(0).phase());
        assertThat(situation.exposure(), is("20"));
        assertThat(situation.previousVersion(), is("1.0.0"));
    }

    @Test
    public void anUndoOfTheNewerOneTakesAwayWhatOnlyTheOlderOneHadDeployed() {
        handOver();
        world.approve("new", ALICE);
        world.calls.clear();
        world.ask("new", new Command.RollBack(OPS, "bad"));
        assertThat(fresh().cause(), fresh().result(), is(Result.FAILURE));
        assertThat(live, is(Map.of("flags", "stable", "edge", "stable")));
        assertThat(
                world.calls,
                contains(
                        "undo alpha edge", "block undo alpha",
                        "undo canary edge", "block undo old/canary",
                        "undo dogfood flags", "block undo old/dogfood"));
    }

    @Test
    public void aNewerOneThatIsRejectedAtItsFirstGateUndoesTheOlderOne() {
        handOver();
        world.ask("new", new Command.Reject(ALICE, "no"));
        assertThat(fresh().result(), is(Result.ABORTED));
        assertThat(live, is(Map.of("flags", "stable", "edge", "stable")));
    }

    @Test
    public void aChainOfHandOversIsUndoneWhole() {
        handOver();
        world.approve("new", ALICE);
        world.declare("newest", newer());
        assertThat(fresh().cause(), is("handed over to rollout newest"));
        world.ask("newest", new Command.RollBack(OPS, "bad"));
        assertThat(live, is(Map.of("flags", "stable", "edge", "stable")));
        assertThat(world.state("newest").plan().previousVersion(), is("1.0.0"));
    }

    @Test
    public void whatIsBeingDeployedIsWaitedFor() {
        world.targets = phase -> List.of(EDGE);
        var answers = world.answers;
        world.answers = (call, tries) -> null;
        world.declare("old", older());
        world.declare("new", newer());
        assertThat(old().handOver().offered(), is(false));
        assertThat(fresh().status(), is(Status.WAITING));
        assertThat(refused(world.ask("old", new Command.Retry(OPS, ""))), containsString("being handed over to rollout new"));
        world.answers = answers;
        world.killAndRestart();
        assertThat(old().cause(), is("handed over to rollout new"));
        assertThat(fresh().status(), is(Status.RUNNING));
        assertThat("nothing new was begun", world.calls, not(hasItem("block deploy canary")));
    }

    @Test
    public void aDeploymentThatFailsMeanwhileIsRolledBackAndNotHandedOver() {
        world.answers = (call, tries) -> call.action() == Action.DEPLOY ? null : TargetAnswer.done("");
        world.declare("old", older());
        world.declare("new", newer());
        world.ask("old", new Command.TargetAnswered(
                old().phase("dogfood").orElseThrow().operations().get(0).id(), 1, TargetAnswer.failed("disk full")));
        assertThat(old().result(), is(Result.FAILURE));
        assertThat(fresh().inherited(), is(nullValue()));
        assertThat(fresh().status(), is(Status.RUNNING));
    }

    @Test
    public void theKillSwitchOfTheOlderOneWorksUntilItIsOffered() {
        world.answers = (call, tries) -> call.action() == Action.DEPLOY ? null : TargetAnswer.done("");
        world.declare("old", older());
        world.declare("new", newer());
        world.ask("old", new Command.RollBack(OPS, "bad"));
        assertThat(old().result(), is(Result.FAILURE));
        assertThat(fresh().inherited(), is(nullValue()));
    }

    @Test
    public void anOlderOneWhoseNewerOneGivesUpGoesOn() {
        world.answers = (call, tries) -> null;
        world.declare("old", older());
        world.declare("new", newer());
        world.ask("new", new Command.Stop(OPS, "not today"));
        assertThat(old().handOver(), is(nullValue()));
        assertThat(old().status(), is(Status.RUNNING));
    }

    @Test
    public void theLatestOfSeveralGetsIt() {
        world.answers = (call, tries) -> null;
        world.declare("old", older());
        world.declare("new", newer());
        world.declare("newest", newer());
        assertThat(fresh().cause(), is("superseded by newest"));
        assertThat(old().handOver().to(), is("newest"));
    }

    @Test
    public void whoSupersedesWithoutHandOverRollsBack() {
        world.declare("old", older());
        world.declare("new", newer(Plan.IfBusy.SUPERSEDE, false));
        assertThat(old().cause(), is("superseded by new"));
        assertThat(live, is(Map.of("flags", "stable", "edge", "stable")));
        assertThat(fresh().inherited(), is(nullValue()));
    }

    @Test
    public void anOlderOneThatIsNotOutYetHasNothingToHandOver() {
        world.declare("old", plan(phase("full", 100, approvedBy(1), null)));
        world.declare("new", newer());
        assertThat(old().cause(), is("superseded by new"));
        assertThat(fresh().inherited(), is(nullValue()));
    }

    @Test
    public void aTargetThatCannotGiveTheInheritedShareIsNotCalled() {
        handOver();
        world.targets = phase -> List.of();
        world.blocks = (phase, action) -> null;
        world.approve("new", ALICE);
        var coarse = new TargetRef("coarse", new Ability(true, BigDecimal.valueOf(50), true), EDGE.definition());
        assertThat(refused(world.ask("new", new Command.CallTarget("alpha", coarse))),
                containsString("exposure: 20 is finer than coarse can do"));
    }

    @Test
    public void itIsRefusedWhereItCannotHold() {
        assertThat(problems(newer(Plan.IfBusy.WAIT, true)),
                contains("handOver: needs ifBusy: 'supersede'; write that, too, or leave handOver out"));
        Plan steps = plan(Plan.Form.STEPS, Plan.OnFailure.ROLLBACK, Plan.IfBusy.SUPERSEDE).handingOver(true);
        assertThat(problems(steps),
                contains("handOver: needs all phases before the start; write phases: [...], or leave handOver out"));
        assertThat(problems(newer()), is(empty()));
    }

    private static List<String> problems(Plan plan) {
        return PlanRules.problems(plan).stream().map(Object::toString).toList();
    }

    /** Kills the controller after every line of both journals; in the end each target was undone once per rollout. */
    @Test
    public void nothingIsLostOrOwnedTwiceOverAKillAfterEveryLine() throws Exception {
        for (int line = 1; line <= 45; line++) {
            world = world(folder.newFolder("line-" + line).toPath());
            world.declare("old", older());
            world.killAtLine("new", line);
            world.declare("new", newer());
            restart("old", "new");
            check("line " + line + " of new");
        }
        for (int line = 12; line <= 30; line++) {
            world = world(folder.newFolder("older-" + line).toPath());
            world.killAtLine("old", line);
            world.declare("old", older());
            world.declare("new", newer());
            restart("old", "new");
            check("line " + line + " of old");
        }
    }

    private void restart(String... ids) {
        world.killAndRestart();
        for (String id : ids) {
            Plan plan = id.equals("old") ? older() : newer();
            if (!world.knows(id)) {
                world.declare(id, plan); // a build whose rollout had not begun declares it again
            }
        }
    }

    private void check(String when) throws Exception {
        assertThat(when + ": " + old().cause(), old().cause(), is("handed over to rollout new"));
        assertThat(when, fresh().inherited().from(), is("old"));
        assertThat(when, fresh().status(), is(Status.RUNNING));
        assertThat(when + ": nobody fell back", live, is(Map.of("flags", "2.0.0 1", "edge", "2.0.0 20")));
        world.ask("new", new Command.RollBack(OPS, "bad"));
        assertThat(when + ": " + fresh().cause(), fresh().cause(), not(containsString("NOT UNDONE")));
        assertThat(when, live, is(Map.of("flags", "stable", "edge", "stable")));
        assertThat(when + ": each operation did its work once", new ArrayList<>(world.performed.values()),
                is(world.performed.keySet().stream().map(id -> 1).toList()));
    }

    private static String refused(Decision decision) {
        assertThat(decision, instanceOf(Decision.Refused.class));
        return ((Decision.Refused) decision).error();
    }
}
