package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
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

import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Somebody else changes what was deployed. */
public class DriftTest {
    private static final String ID = "shop-1-1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void boot() {
        world = new Simulation(folder.getRoot().toPath());
        world.targets = phase -> List.of(target(phase.equals("dogfood") ? "flags" : "edge", true));
    }

    private static Plan baking() {
        return plan(
                phase("dogfood", 1, automatic(), null),
                phase("canary", 5, automatic(), bake(60)),
                phase("full", 100, approvedBy(1), null));
    }

    private RolloutState state() {
        return world.state(ID);
    }

    private void drift() {
        world.declare(ID, baking());
        world.changes.put("edge", "weight of canary is 0, not 5");
        world.passMinutes(6);
    }

    @Test
    public void aPhaseThatBakesIsHeldAndSaysWhatHasChanged() {
        drift();
        assertThat(state().held().kind(), is(HoldKind.DRIFT));
        assertThat(state().held().phase(), is("canary"));
        assertThat(state().held().why(), is("edge: weight of canary is 0, not 5"));
        world.passMinutes(60);
        assertThat("the bake does not end", state().phase("canary").orElseThrow().status(), is(PhaseStatus.BAKING));
        assertThat("told once", world.story(ID).stream().filter("DriftSeen"::equals).count(), is(1L));
    }

    @Test
    public void everyTargetIsLookedAfterAlsoWhileTheNextGateWaits() {
        world.declare(ID, plan(
                phase("dogfood", 1, automatic(), null), phase("canary", 5, automatic(), null), phase("full", 100, approvedBy(1), null)));
        long lines = world.lines(ID);
        world.passMinutes(60);
        assertThat(world.looks.stream().filter("flags"::equals).count() >= 11, is(true));
        assertThat(world.looks.stream().filter("edge"::equals).count() >= 11, is(true));
        assertThat("nothing is written while nothing happens", world.lines(ID), is(lines));
        String evidence = state().currentPhase().orElseThrow().ask().evidence();
        world.changes.put("flags", "somebody switched it off");
        world.passMinutes(5);
        assertThat(state().held().why(), is("flags: somebody switched it off"));
        assertThat(
                ((Decision.Refused) world.ask(ID, new Command.Approve(ALICE, evidence, ""))).error(),
                containsString("no approval is asked for"));
        world.ask(ID, new Command.Resume(OPS, "we know"));
        assertThat("asked anew", state().currentPhase().orElseThrow().ask().evidence(), not(is(evidence)));
    }

    @Test
    public void retryDeploysAgainUnderANewOperation() {
        drift();
        String first = operations().get(0).id();
        world.calls.clear();
        world.ask(ID, new Command.Retry(OPS, "put it back"));
        assertThat(world.calls, contains("deploy canary edge"));
        assertThat(operations().get(1).id(), is(first + ":again1"));
        assertThat(state().held(), is(nullValue()));
        world.changes.clear();
        world.passMinutes(60);
        world.approve(ID, ALICE);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    private List<Operation> operations() {
        return state().phase("canary").orElseThrow().operations();
    }

    @Test
    public void aRetryThatFailsAsksAgain() {
        drift();
        world.answers = (call, tries) -> TargetAnswer.failed("no route");
        world.ask(ID, new Command.Retry(OPS, ""));
        assertThat(state().held().why(), is("edge: could not be deployed again: no route"));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.Retry(OPS, ""));
        assertThat(state().held(), is(nullValue()));
        assertThat(operations().get(2).id(), is(operations().get(0).id() + ":again2"));
    }

    @Test
    public void noGateAndNoBakeEndsWhileATargetIsBeingMended() {
        drift();
        world.answers = (call, tries) -> null;
        world.ask(ID, new Command.Retry(OPS, ""));
        world.passMinutes(120);
        assertThat(state().phase("canary").orElseThrow().status(), is(PhaseStatus.BAKING));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.changes.clear();
        world.killAndRestart();
        assertThat(state().currentPhase().orElseThrow().name(), is("full"));
    }

    @Test
    public void whatIsAcceptedIsNotToldAgainUntilItChanges() {
        drift();
        world.ask(ID, new Command.Resume(OPS, "an experiment"));
        assertThat(state().held(), is(nullValue()));
        world.passMinutes(20);
        world.killAndRestart();
        world.passMinutes(20);
        assertThat(state().held(), is(nullValue()));
        world.changes.put("edge", "weight of canary is 1, not 5");
        world.passMinutes(5);
        assertThat(state().held().why(), containsString("is 1, not 5"));
    }

    @Test
    public void whatChangesBackLetsItGoOnAndIsToldAnew() {
        drift();
        world.changes.clear();
        world.passMinutes(5);
        assertThat(state().held(), is(nullValue()));
        assertThat(world.story(ID), hasItem("DriftGone"));
        world.changes.put("edge", "weight of canary is 0, not 5");
        world.passMinutes(6);
        assertThat(state().held().kind(), is(HoldKind.DRIFT));
    }

    @Test
    public void aRestartGoesOnLookingAndKeepsTheHold() {
        world.declare(ID, baking());
        world.passMinutes(3);
        world.killAndRestart();
        world.changes.put("edge", "weight of canary is 0, not 5");
        world.passMinutes(6);
        assertThat(state().held().kind(), is(HoldKind.DRIFT));
        world.killAndRestart();
        assertThat(state().held().kind(), is(HoldKind.DRIFT));
    }

    @Test
    public void aTargetThatCannotTellHasNotChanged() {
        world.declare(ID, baking());
        world.changes.put("edge", "");
        world.passMinutes(30);
        assertThat(state().held(), is(nullValue()));
        assertThat("and is asked on", world.looks.stream().filter("edge"::equals).count() >= 5, is(true));
    }

    @Test
    public void aFailureOfABakeIsNotHeldUpByAChange() {
        drift();
        world.ask(ID, new Command.RollBack(OPS, "enough"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(world.calls, hasItem("undo canary edge"));
    }

    @Test
    public void nothingIsSkippedWhileAChangeIsUndecided() {
        drift();
        assertThat(world.ask(ID, new Command.Skip(OPS, "hurry")), instanceOf(Decision.Refused.class));
        assertThat(world.ask(ID, new Command.Promote(OPS, "hurry")), instanceOf(Decision.Refused.class));
        assertThat(
                Permitted.actions(state(), OPS, world.rules, Simulation.START),
                is(java.util.Set.of("retry", "resume", "rollback", "stop")));
    }

    @Test
    public void lookingCanBeSwitchedOffAndIsBounded() {
        world.declare(ID, baking().lookingEvery(Duration.ZERO));
        world.passMinutes(30);
        assertThat(world.looks, is(empty()));
        assertThat(problem(Duration.ofSeconds(1)), is("driftInterval: 1s is not between 10s and 1d; write 'off' to never look"));
        assertThat(problem(Duration.ofDays(2)), is("driftInterval: 2d is not between 10s and 1d; write 'off' to never look"));
        assertThat(PlanRules.problems(baking().lookingEvery(Duration.ofSeconds(10))), is(empty()));
    }

    private static String problem(Duration interval) {
        return PlanRules.problems(baking().lookingEvery(interval)).get(0).toString();
    }

    @Test
    public void nothingIsLookedAtWhileAPhaseIsDeployedOrUndone() {
        world.declare(ID, plan(phase("dogfood", 1, automatic(), null), phase("full", 100, approvedBy(1), null)));
        world.answers = (call, tries) -> null;
        world.approve(ID, ALICE);
        world.looks.clear();
        world.passMinutes(30);
        assertThat(state().phase("full").orElseThrow().status(), is(PhaseStatus.DEPLOYING));
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        assertThat(state().status(), is(Status.ROLLING_BACK));
        world.passMinutes(10);
        assertThat(world.looks, is(empty()));
    }
}
