package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.CAROL;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.person;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static io.jenkins.plugins.rollout.engine.Plans.target;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Standing;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.model.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The engine with its real journal, in simulated time. */
public class RolloutEngineTest {
    private static final String ID = "shop-1-1";
    private static final Criterion ERRORS = criterion("errors", 0);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void boot() {
        world = new Simulation(folder.getRoot().toPath());
    }

    private RolloutState state() {
        return world.state(ID);
    }

    private PhaseState phaseState(String name) {
        return state().phase(name).orElseThrow();
    }

    private static Decision.Refused refused(Decision decision) {
        assertThat(decision, instanceOf(Decision.Refused.class));
        return (Decision.Refused) decision;
    }

    @Test
    public void goesThroughFivePhases() {
        world.declare(ID, Plans.fivePhases());
        world.settle();
        world.approve(ID, ALICE);
        world.approve(ID, ALICE);
        assertThat(phaseState("canary").ask().given().size(), is(1));
        world.approve(ID, BOB);
        assertThat(phaseState("canary").status(), is(PhaseStatus.BAKING));
        world.passMinutes(4);
        world.approve(ID, BOB);
        world.passMinutes(3);
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(
                world.calls,
                contains(
                        "block deploy dogfood", "deploy dogfood fleet of dogfood",
                        "block deploy alpha", "deploy alpha fleet of alpha",
                        "block deploy beta", "deploy beta fleet of beta",
                        "block deploy canary", "deploy canary fleet of canary",
                        "block deploy full", "deploy full fleet of full"));
        assertThat(world.engine().ids(), is(empty()));
    }

    @Test
    public void failureWhilePeopleThinkVoidsTheApprovalsAndRollsBackInReverse() {
        world.declare(
                ID,
                plan(
                        phase("dogfood", 1, automatic(), null),
                        phase("beta", 5, automatic(), null),
                        phase("full", 100, approvedBy(2, ERRORS), null)));
        world.approve(ID, ALICE);
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(1);
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().cause(), containsString("phase 'full', gate: 'errors': FAIL"));
        assertThat(
                world.calls.subList(4, world.calls.size()),
                contains(
                        "undo beta fleet of beta", "block undo beta",
                        "undo dogfood fleet of dogfood", "block undo dogfood"));
        assertThat(phaseState("full").approved(), is(empty()));
    }

    @Test
    public void toleratedFailureMakesPeopleReviewAgain() {
        world.declare(ID, plan(phase("full", 100, approvedBy(1, criterion("errors", 2)), null)));
        String seen = phaseState("full").ask().evidence();
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(1);
        world.metrics.remove("errors");
        world.passMinutes(1);
        Decision.Refused stale = refused(world.ask(ID, new Command.Approve(ALICE, seen, "")));
        assertThat(stale.reason(), is(Decision.Reason.CONFLICT));
        assertThat(stale.error(), containsString("review again"));
        world.approve(ID, ALICE);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void missingDataNeitherPassesNorVoids() {
        world.declare(ID, plan(phase("full", 100, approvedBy(2, ERRORS), null)));
        world.approve(ID, ALICE);
        world.metrics.put("errors", situation -> Verdict.NO_DATA);
        world.passMinutes(1);
        world.approve(ID, BOB);
        assertThat(phaseState("full").status(), is(PhaseStatus.GATE));
        world.metrics.remove("errors");
        world.passMinutes(2);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void longWithoutDataAsksAHumanWhoMayRetry() {
        world.metrics.put("errors", situation -> Verdict.NO_DATA);
        world.declare(ID, plan(phase("full", 100, automatic(ERRORS), null)));
        world.passMinutes(60);
        assertThat(state().held().kind(), is(HoldKind.INCONCLUSIVE));
        assertThat(state().isEnded(), is(false));
        assertThat("backs off", phaseState("full").watch().rounds(), is(3));
        world.metrics.remove("errors");
        world.ask(ID, new Command.Retry(OPS, "prometheus is back"));
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void whatNoSampleCanDecideAsksAHumanAtOnce() {
        world.metrics.put("errors", situation -> Verdict.INCONCLUSIVE);
        world.declare(ID, plan(phase("full", 100, approvedBy(1, ERRORS), null)));
        assertThat(state().held().kind(), is(HoldKind.INCONCLUSIVE));
        assertThat(state().held().why(), startsWith("'errors': "));
        assertThat(phaseState("full").watch().rounds(), is(1));
        world.metrics.remove("errors");
        world.ask(ID, new Command.Retry(OPS, "more traffic now"));
        world.approve(ID, ALICE);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void anUndecidedRoundVoidsApprovalsAndAFailureBesideItWins() {
        world.declare(ID, plan(phase("full", 100, approvedBy(2, ERRORS), null)));
        world.approve(ID, ALICE);
        world.metrics.put("errors", situation -> Verdict.INCONCLUSIVE);
        world.passMinutes(1);
        assertThat(state().held().kind(), is(HoldKind.INCONCLUSIVE));
        assertThat(phaseState("full").approved().size(), is(0));
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.ask(ID, new Command.Retry(OPS, "again"));
        assertThat(state().result(), is(Result.FAILURE));
    }

    @Test
    public void passesAsksForRoundsInARow() {
        var gate = new io.jenkins.plugins.rollout.model.Gate(
                List.of(criterion("errors", 5)), Plans.minutely(3), io.jenkins.plugins.rollout.model.Approval.AUTOMATIC);
        world.declare(ID, plan(phase("full", 100, gate, null)));
        world.passMinutes(1);
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(1);
        world.metrics.remove("errors");
        world.passMinutes(2);
        assertThat(phaseState("full").status(), is(PhaseStatus.GATE));
        world.passMinutes(1);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void bakeFailureRollsBackAtOnce() {
        world.declare(ID, plan(phase("canary", 5, automatic(), bake(30, ERRORS)), phase("full", 100, automatic(), null)));
        world.passMinutes(3);
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(1);
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().cause(), containsString("phase 'canary', bake"));
        assertThat(world.calls, hasItem("undo canary fleet of canary"));
    }

    @Test
    public void lastRoundOfABakeMustHold() {
        world.declare(ID, plan(phase("canary", 5, automatic(), bake(3, ERRORS))));
        world.passMinutes(2);
        world.metrics.put("errors", situation -> Verdict.NO_DATA);
        world.passMinutes(1);
        assertThat(phaseState("canary").status(), is(PhaseStatus.BAKING));
        world.metrics.remove("errors");
        world.passMinutes(2);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void metricsAreStillWatchedWhileDeploying() {
        world.blocks = (phase, action) -> action == Action.DEPLOY ? null : "";
        world.declare(ID, plan(phase("full", 100, automatic(ERRORS), null)));
        assertThat(phaseState("full").status(), is(PhaseStatus.DEPLOYING));
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(1);
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(world.calls, hasItem("undo full fleet of full"));
    }

    @Test
    public void rejectionEndsItAborted() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(2), null)));
        world.approve(ID, ALICE);
        assertThat(refused(world.ask(ID, new Command.Reject(BOB, " "))).field(), is("reason"));
        world.ask(ID, new Command.Reject(BOB, "not on a Friday"));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), is("phase 'b' rejected by bob: not on a Friday"));
        assertThat(phaseState("a").status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void onlyThoseNamedMayAnswerAndNobodyApprovesTheirOwn() {
        world.declare(ID, plan(phase("full", 100, approvedBy(1), null)));
        assertThat(refused(world.approve(ID, CAROL)).reason(), is(Decision.Reason.FORBIDDEN));
        assertThat(refused(world.approve(ID, OPS)).reason(), is(Decision.Reason.FORBIDDEN));
        assertThat(
                refused(world.approve(ID, person("dave", "release-managers"))).error(),
                containsString("somebody else must approve"));
        assertThat(refused(world.ask(ID, new Command.Approve(ALICE, "", ""))).field(), is("evidence"));
        assertThat(state().isEnded(), is(false));
    }

    @Test
    public void whoeverNamesNobodyAsksThoseWithThePermission() {
        world.declare(ID, plan(phase("full", 100, null, null)));
        assertThat(refused(world.approve(ID, ALICE)).error(), containsString("Rollout/Approve"));
        Actor allowed = new Actor("eve", "Eve", "page", Set.of(), Set.of(RolloutPermission.APPROVE));
        world.approve(ID, allowed);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void pauseHoldsTheGateAndTheBake() {
        world.declare(ID, plan(phase("a", 1, approvedBy(1), bake(2)), phase("b", 2, automatic(), null)));
        world.ask(ID, new Command.Pause(OPS, "incident"));
        world.approve(ID, ALICE);
        assertThat(phaseState("a").status(), is(PhaseStatus.GATE));
        world.ask(ID, new Command.Resume(OPS, ""));
        assertThat(phaseState("a").status(), is(PhaseStatus.BAKING));
        world.ask(ID, new Command.Pause(OPS, "incident"));
        world.passMinutes(10);
        assertThat(phaseState("a").status(), is(PhaseStatus.BAKING));
        world.ask(ID, new Command.Resume(OPS, ""));
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void onFailurePauseAsksAndRetryDeploysAgain() {
        world.answers = (call, tries) -> TargetAnswer.failed("disk full");
        world.declare(
                ID,
                plan(Plan.Form.PLAN, Plan.OnFailure.PAUSE, Plan.IfBusy.WAIT, phase("full", 100, automatic(ERRORS), null)));
        assertThat(state().held().kind(), is(HoldKind.FAILURE));
        assertThat(state().held().why(), containsString("disk full"));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.Retry(OPS, "cleaned up"));
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(phaseState("full").operations().size(), is(2));
    }

    @Test
    public void skipNeedsTheOverridePermissionAndKeepsTheReason() {
        world.metrics.put("errors", situation -> Verdict.NO_DATA);
        world.declare(ID, plan(phase("full", 100, approvedBy(1, ERRORS), null)));
        assertThat(refused(world.ask(ID, new Command.Skip(ALICE, "hurry"))).reason(), is(Decision.Reason.FORBIDDEN));
        world.ask(ID, new Command.Skip(OPS, "hot fix"));
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(world.story(ID), hasItem("StageSkipped"));
    }

    @Test
    public void promoteJumpsToTheLastPhase() {
        world.declare(
                ID,
                plan(
                        phase("a", 1, automatic(), bake(60)),
                        phase("b", 2, approvedBy(1), null),
                        phase("c", 100, approvedBy(2), null)));
        world.ask(ID, new Command.Promote(OPS, "everybody waits"));
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(phaseState("a").status(), is(PhaseStatus.DONE));
        assertThat(phaseState("b").status(), is(PhaseStatus.SKIPPED));
        assertThat(world.calls, not(hasItem("block deploy b")));
    }

    @Test
    public void killSwitchWorksWhileADeployHangs() {
        world.answers = (call, tries) -> call.action() == Action.DEPLOY ? null : TargetAnswer.done("");
        world.declare(ID, plan(phase("full", 100, automatic(), null)));
        world.ask(ID, new Command.RollBack(OPS, "customers call"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().cause(), is("rolled back by Olga Ops: customers call"));
        assertThat(world.calls, hasItem("undo full fleet of full"));
    }

    @Test
    public void whatCannotBeUndoneIsNamedAndCanBeRetried() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, automatic(), null), phase("c", 3, approvedBy(1), null)));
        world.answers = (call, tries) -> call.target().name().endsWith("b")
                ? TargetAnswer.failedForNow("no route")
                : TargetAnswer.done("");
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        world.passMinutes(1);
        assertThat("four tries", world.calls.stream().filter("undo b fleet of b"::equals).count(), is(4L));
        assertThat("the others are undone all the same", phaseState("a").status(), is(PhaseStatus.UNDONE));
        assertThat(state().held().kind(), is(HoldKind.UNDO));
        assertThat(state().held().why(), containsString("no route"));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.Retry(OPS, "route is back"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(phaseState("b").status(), is(PhaseStatus.UNDONE));
        assertThat(state().cause(), not(containsString("NOT UNDONE")));
    }

    @Test
    public void stopDuringAFailedUndoKeepsItsName() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(1), null)));
        world.answers = (call, tries) -> TargetAnswer.failed("gone");
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        world.ask(ID, new Command.Stop(OPS, "will do it by hand"));
        assertThat(state().cause(), allOf(containsString("NOT UNDONE: phase 'a'"), containsString("gone"), containsString("by hand")));
    }

    @Test
    public void abortRollsBackAndASecondAbortStops() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(1), null)));
        world.blocks = (phase, action) -> null;
        world.ask(ID, new Command.Abort(ALICE, ""));
        assertThat(state().status(), is(RolloutState.Status.ROLLING_BACK));
        world.ask(ID, new Command.Abort(ALICE, ""));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), containsString("NOT UNDONE"));
    }

    @Test
    public void oneRolloutAtATimeTheOldestFirst() {
        Plan plan = plan(phase("full", 100, approvedBy(1), null));
        world.declare("first", plan);
        world.declare("second", plan);
        world.declare("third", plan);
        assertThat(world.state("second").behind(), is("first"));
        assertThat(world.state("third").behind(), is("second"));
        world.approve("first", ALICE);
        assertThat(world.state("second").status(), is(RolloutState.Status.RUNNING));
        assertThat(world.state("third").status(), is(RolloutState.Status.WAITING));
        world.killAndRestart();
        world.approve("second", ALICE);
        assertThat(world.state("third").status(), is(RolloutState.Status.RUNNING));
    }

    private static Plan after(String previousVersion) {
        return plan(phase("full", 100, approvedBy(1), null)).after(previousVersion);
    }

    private void live(String version) {
        world.history = (application, environment) ->
                Optional.of(new Standing(version, "shop-0-1", "shop #0", Simulation.START));
    }

    @Test
    public void whatIsLiveIsAskedForWhenItsTurnComesAndNotBefore() {
        live("1.8.0");
        world.declare("first", after(""));
        world.declare("second", after(""));
        world.declare("third", after("1.0.0"));
        assertThat(world.state("first").plan().previousVersion(), is("1.8.0"));
        assertThat(world.state("second").plan().previousVersion(), is(""));
        live("1.9.0");
        world.killAndRestart();
        world.approve("first", ALICE);
        assertThat(world.state("second").plan().previousVersion(), is("1.9.0"));
        assertThat(
                Situation.of(world.state("second"), world.state("second").plan().phases().get(0))
                        .environmentVariables(Action.DEPLOY)
                        .get("ROLLOUT_PREVIOUS_VERSION"),
                is("1.9.0"));
        world.approve("second", ALICE);
        assertThat("what the Jenkinsfile says stays", world.state("third").plan().previousVersion(), is("1.0.0"));
        assertThat(told("second"), hasItem("its turn has come; version 1.9.0 is live, and is the previous version"));
        assertThat(
                told("third"),
                hasItem("its turn has come; version 1.9.0 is live; the Jenkinsfile says that 1.0.0 is the previous version"));
    }

    @Test
    public void aHistoryThatIsBrokenStopsNobody() {
        world.history = (application, environment) -> {
            throw new IllegalStateException("broken");
        };
        world.declare(ID, after(""));
        assertThat(state().status(), is(RolloutState.Status.RUNNING));
        assertThat(state().plan().previousVersion(), is(""));
    }

    private List<String> told(String id) {
        var told = new ArrayList<String>();
        RolloutState before = null;
        for (Entry entry : world.entries(id)) {
            RolloutState after = Evolution.evolve(before, entry);
            Story.tell(before, entry, after).ifPresent(sentence -> told.add(sentence.text()));
            before = after;
        }
        return told;
    }

    @Test
    public void aTargetThatCannotDoWhatThePhaseAsksForIsNotCalled() {
        var whole = new Ability(true, BigDecimal.ONE, false);
        var edge = new TargetRef("haproxy edge", whole, target("edge", true).definition());
        world.targets = phase -> List.of();
        world.blocks = (phase, action) -> null;
        world.declare(ID, plan(new Phase("canary", null, new BigDecimal("0.5"), automatic(), null)));
        Decision.Refused refused = refused(world.ask(ID, new Command.CallTarget("canary", edge)));
        assertThat(refused.field(), is("target"));
        assertThat(refused.error(), is("phase 'canary', exposure: 0.5 is finer than haproxy edge can do, which goes in steps"
                + " of 1 %; write exposure: 1, or deploy this phase to another target"));
        assertThat(world.calls, not(hasItem("deploy canary haproxy edge")));
    }

    @Test
    public void supersedeRollsTheOlderBackFirst() {
        world.declare("old", plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(1), null)));
        world.declare(
                "new",
                plan(Plan.Form.PLAN, Plan.OnFailure.ROLLBACK, Plan.IfBusy.SUPERSEDE, phase("a", 1, automatic(), null)));
        assertThat(world.state("old").result(), is(Result.ABORTED));
        assertThat(world.state("old").cause(), is("superseded by new"));
        assertThat(world.state("new").result(), is(Result.SUCCESS));
        assertThat(
                world.calls,
                contains(
                        "block deploy a", "deploy a fleet of a", "undo a fleet of a", "block undo a",
                        "block deploy a", "deploy a fleet of a"));
    }

    @Test
    public void busyIsRefusedWhereThePlanSaysFail() {
        world.declare("old", plan(phase("a", 1, approvedBy(1), null)));
        Plan failing = plan(Plan.Form.PLAN, Plan.OnFailure.ROLLBACK, Plan.IfBusy.FAIL, phase("a", 1, automatic(), null));
        assertThat(refused(world.declare("new", failing)).error(), containsString("busy with rollout old"));
        world.approve("old", ALICE);
        assertThat(world.declare("new", failing), instanceOf(Decision.Accepted.class));
    }

    @Test
    public void twoThatFailWhenBusyAreNotBothLetIn() {
        Plan failing = plan(Plan.Form.PLAN, Plan.OnFailure.ROLLBACK, Plan.IfBusy.FAIL, phase("a", 1, approvedBy(1), null));
        var turns = new Turns();
        assertThat(turns.join("one", failing), is(empty()));
        assertThat("asked and joined in one", turns.join("two", failing), contains("one"));
        assertThat(turns.leave("one").isPresent(), is(false));
    }

    @Test
    public void stepFormUndoesTargetsAndNamesBlocksWithoutOne() {
        world.targets = phase -> phase.equals("a") ? List.of() : List.of(target("x", true), target("y", true));
        world.declare(ID, plan(Plan.Form.STEPS, Plan.OnFailure.ROLLBACK, Plan.IfBusy.WAIT));
        world.ask(ID, new Command.ReachPhase(phase("a", 1, automatic(), null)));
        world.ask(ID, new Command.ReachPhase(phase("b", 2, automatic(), null)));
        assertThat(phaseState("b").status(), is(PhaseStatus.DONE));
        Decision.Refused shrinking = refused(world.ask(ID, new Command.ReachPhase(phase("c", 1, automatic(), null))));
        assertThat(shrinking.field(), is("exposure"));
        world.ask(ID, new Command.CloseForm(false, "tests failed"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(world.calls, contains(
                "block deploy a", "block deploy b", "deploy b x", "deploy b y", "undo b y", "undo b x"));
        assertThat(state().cause(), containsString("NOT UNDONE: phase 'a'"));
    }

    @Test
    public void stepFormSucceedsWhenItsBlockEndsAfterTheLastPhase() {
        world.declare(ID, plan(Plan.Form.STEPS, Plan.OnFailure.ROLLBACK, Plan.IfBusy.WAIT));
        world.ask(ID, new Command.ReachPhase(phase("a", 1, automatic(), null)));
        assertThat(state().isEnded(), is(false));
        world.ask(ID, new Command.CloseForm(true, ""));
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void gateAloneDeploysNothing() {
        world.declare(ID, plan(Plan.Form.GATE, Plan.OnFailure.STOP, Plan.IfBusy.WAIT, phase("go", 0, approvedBy(1), null)));
        world.approve(ID, ALICE);
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(world.calls, is(empty()));
    }

    @Test
    public void lostBuildUndoesItsTargetsAndNamesItsBlock() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(1), null)));
        world.ask(ID, new Command.LoseBuild("it was killed"));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(world.calls, hasItem("undo a fleet of a"));
        assertThat(state().cause(), containsString("its block was not called to undo"));
    }

    @Test
    public void sameTargetIsCalledOnceHoweverOftenAResumedPipelineAsks() {
        world.blocks = (phase, action) -> null;
        world.declare(ID, plan(phase("a", 1, automatic(), null)));
        world.ask(ID, new Command.CallTarget("a", target("fleet of a", true)));
        world.killAndRestart();
        assertThat(world.calls.stream().filter("deploy a fleet of a"::equals).count(), is(1L));
        assertThat(phaseState("a").operations().size(), is(1));
    }

    @Test
    public void unknownAndEndedRolloutsAnswerPlainly() {
        assertThat(refused(world.ask("nobody-1-1", new Command.Tick())).reason(), is(Decision.Reason.UNKNOWN));
        world.declare(ID, plan(phase("a", 1, automatic(), null)));
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(refused(world.ask(ID, new Command.Pause(OPS, "x"))).reason(), is(Decision.Reason.UNKNOWN));
        assertThat(state().pause(), is(nullValue()));
    }
}
