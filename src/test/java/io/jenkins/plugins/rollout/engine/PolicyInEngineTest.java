package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static io.jenkins.plugins.rollout.engine.Plans.target;
import static io.jenkins.plugins.rollout.policy.Policies.policy;
import static io.jenkins.plugins.rollout.policy.Policies.rules;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Rules;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** No way into a rollout, and none through it, goes past a policy. */
public class PolicyInEngineTest {
    private static final String ID = "shop-1-1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void start() {
        world = new Simulation(Path.of(folder.getRoot().getPath()));
    }

    private static Plan steps() {
        return plan(Plan.Form.STEPS, Plan.OnFailure.ROLLBACK, Plan.IfBusy.WAIT);
    }

    private RolloutState state() {
        return world.state(ID);
    }

    private static String error(Decision decision) {
        assertThat(decision, instanceOf(Decision.Refused.class));
        return ((Decision.Refused) decision).error();
    }

    @Test
    public void aPlanThatBreaksAPolicyIsRefusedAndNobodyWaitsForIt() {
        world.rules = rules(policy().minQuorum(2));
        assertThat(
                error(world.declare(ID, plan(phase("full", 100, approvedBy(1), null)))),
                is("phase 'full', gate.approval.quorum: 1 is less than 2, which policy 'production' (global) asks for"));
        assertThat(world.calls, is(empty()));
        assertThat(
                "its turn is not taken",
                world.declare(
                        "shop-2-1",
                        plan(Plan.Form.PLAN, Plan.OnFailure.STOP, Plan.IfBusy.FAIL, phase("full", 100, approvedBy(2), null))),
                instanceOf(Decision.Accepted.class));
    }

    @Test
    public void aPhaseOfTheStepFormIsRefusedWhenItIsReached() {
        world.rules = rules(policy().automatic(false));
        world.declare(ID, steps());
        assertThat(
                error(world.ask(ID, new Command.ReachPhase(phase("a", 1, automatic(), null)))),
                containsString("phase 'a', gate.approval.automatic: true is not allowed"));
        assertThat(world.calls, is(empty()));
    }

    @Test
    public void aStepFormThatLeavesOutWhatAPolicyAsksForIsRolledBack() {
        world.rules = rules(policy().phases("a", "b"));
        world.targets = phase -> List.of(target("x", true));
        world.declare(ID, steps());
        world.ask(ID, new Command.ReachPhase(phase("a", 100, automatic(), null)));
        world.ask(ID, new Command.CloseForm(true, ""));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().cause(), containsString("phases: 'b' is missing; policy 'production' (global) asks for a, b"));
        assertThat(world.calls, contains("block deploy a", "deploy a x", "undo a x"));
    }

    @Test
    public void aTargetThatIsNotAllowedIsNotCalled() {
        world.rules = rules(policy().targets("http"));
        world.targets = phase -> List.of(target("x", true));
        world.declare(ID, plan(phase("full", 100, automatic(), null)));
        assertThat(world.calls, contains("block deploy full"));
        assertThat(
                error(world.ask(ID, new Command.CallTarget("full", target("x", true)))), containsString("the target 'fake' is not among http"));
    }

    @Test
    public void aPolicyThatWasTightenedHoldsTheNextPhaseAndNobodySkipsIt() {
        world.declare(ID, plan(phase("a", 1, approvedBy(1), null), phase("b", 100, approvedBy(1), null)));
        world.rules = rules(policy().minQuorum(2));
        world.approve(ID, ALICE);
        assertThat("the phase under way goes on", world.state(ID).phases().get(0).status(), is(PhaseStatus.DONE));
        assertThat(state().held().kind(), is(HoldKind.POLICY));
        assertThat(state().held().phase(), is("b"));
        assertThat(
                state().held().why(),
                is("gate.approval.quorum: 1 is less than 2, which policy 'production' (global) asks for"));
        assertThat(error(world.ask(ID, new Command.Skip(OPS, "hurry"))), containsString("no gate or bake to skip"));
        assertThat(error(world.ask(ID, new Command.Promote(OPS, "hurry"))), containsString("can be promoted while"));
        world.ask(ID, new Command.Retry(OPS, ""));
        assertThat("it is still so", state().held().kind(), is(HoldKind.POLICY));
        world.rules = Rules.STRICT;
        world.ask(ID, new Command.Retry(OPS, ""));
        world.approve(ID, ALICE);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void aRolloutThatAPolicyHoldsCanBeRolledBack() {
        world.declare(ID, plan(phase("a", 1, approvedBy(1), null), phase("b", 100, approvedBy(1), null)));
        world.rules = rules(policy().maxFirstExposure("5").phases("z"));
        world.approve(ID, ALICE);
        assertThat("what is done is done: only rules about the next phase count", state().held() == null, is(true));
        world.rules = rules(policy().minQuorum(9));
        world.ask(ID, new Command.RollBack(OPS, "never mind"));
        assertThat(state().result(), is(Result.FAILURE));
    }

    @Test
    public void aBakeThatGrewTooShortHolds() {
        world.declare(
                ID, plan(phase("a", 1, approvedBy(1), null), phase("b", 5, approvedBy(1), bake(1)), phase("c", 100, approvedBy(1), null)));
        world.rules = rules(policy().minBake(java.time.Duration.ofHours(1)));
        world.approve(ID, ALICE);
        assertThat(state().held().why(), containsString("bake.duration: 1m is less than 1h"));
    }

    @Test
    public void nobodyApprovesTheirOwnWhereAPolicyForbidsIt() {
        world.rules = rules(policy());
        world.declare(ID, plan(phase("full", 100, approvedBy(1), null)));
        world.rules = rules(policy().selfApproval(false));
        var dave = Plans.person("dave", "release-managers");
        String evidence = state().currentPhase().orElseThrow().ask().evidence();
        assertThat(
                error(world.ask(ID, new Command.Approve(dave, evidence, ""))), containsString("somebody else must approve"));
    }
}
