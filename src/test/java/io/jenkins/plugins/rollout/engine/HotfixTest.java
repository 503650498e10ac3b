package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.policy.HotfixLane;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The lane past freezes and closed hours: its own people, its own quorum, and no way around them. */
public class HotfixTest {
    private static final Freeze STOP = new Freeze("stop", null, null, null, null, "an incident");
    private static final Actor SAM = Plans.person("sam", "sre");
    private static final Actor SUE = Plans.person("sue", "sre");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void begin() {
        world = new Simulation(folder.getRoot().toPath());
        rules(List.of(lane("shop", 2, "sre")), STOP);
    }

    private void rules(List<Policy> policies, Freeze... freezes) {
        world.rules = new Rules(false, List.of(), policies, List.of(), List.of(freezes));
        world.engine().rulesChanged();
        world.settle();
    }

    private static Policy lane(String applications, int quorum, String... from) {
        return new Policy(
                "lane " + quorum, null, applications, null, null, null, null, null, 0, null, null, null, null, null, null,
                null, new Policy.Hotfix(List.of(from), quorum), null);
    }

    private PhaseState at(String phase) {
        return world.state("r").phase(phase).orElseThrow();
    }

    private Decision hotfix(Actor by) {
        return world.ask("r", new Command.Hotfix(by, "customers cannot pay"));
    }

    private static void refused(Decision decision, Decision.Reason reason, String saying) {
        assertThat(String.valueOf(decision), decision, instanceOf(Decision.Refused.class));
        assertThat(((Decision.Refused) decision).error(), containsString(saying));
        assertThat(((Decision.Refused) decision).reason(), is(reason));
    }

    @Test
    public void itPassesTheFreezeWithTheQuorumOfTheLaneAndNoOther() {
        world.declare("r", Plans.plan(phase("full", 100, approvedBy(1), null)));
        assertThat(at("full").window() == null, is(false));
        assertThat(Permitted.actions(world.state("r"), OPS, world.rules, Simulation.START), hasItem("hotfix"));
        assertThat(hotfix(OPS), instanceOf(Decision.Accepted.class));
        assertThat(Permitted.actions(world.state("r"), OPS, world.rules, Simulation.START), not(hasItem("hotfix")));

        refused(world.approve("r", ALICE), Decision.Reason.FORBIDDEN, "alice");
        world.approve("r", SAM);
        assertThat(at("full").status(), is(PhaseStatus.GATE));
        world.approve("r", SUE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void approvalsOfBeforeAreVoidAndAutomaticGatesAsk() {
        rules(List.of(lane("shop", 2, "sre")));
        world.declare("r", Plans.plan(phase("one", 5, approvedBy(2), null), phase("two", 100, automatic(), null)));
        world.approve("r", ALICE);
        String evidence = at("one").ask().evidence();
        hotfix(OPS);
        assertThat(at("one").ask().given(), is(List.of()));
        refused(world.ask("r", new Command.Approve(SAM, evidence, "")), Decision.Reason.CONFLICT, "review again");
        world.approve("r", SAM);
        world.approve("r", SUE);
        assertThat(at("one").status(), is(PhaseStatus.DONE));
        assertThat(at("two").ask() == null, is(false));
        world.approve("r", SUE);
        world.approve("r", SAM);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void phasesThatAreDeployedKeepTheirHistory() {
        rules(List.of(lane("shop", 2, "sre")));
        world.declare("r", Plans.plan(phase("one", 5, approvedBy(1), null), phase("two", 100, approvedBy(1), null)));
        world.approve("r", BOB);
        hotfix(OPS);
        assertThat(world.state("r").approval(at("one")).from(), is(List.of("release-managers")));
        assertThat(at("one").approved().size(), is(1));
        assertThat(world.state("r").approval(at("two")).from(), is(List.of("sre")));
    }

    @Test
    public void itTakesOverrideAReasonAndALane() {
        world.declare("r", Plans.plan(phase("full", 100, approvedBy(1), null)));
        refused(hotfix(ALICE), Decision.Reason.FORBIDDEN, "Rollout/Override");
        refused(world.ask("r", new Command.Hotfix(OPS, " ")), Decision.Reason.INVALID, "reason");
        rules(List.of(lane("news", 2, "sre")), STOP);
        refused(hotfix(OPS), Decision.Reason.CONFLICT, "no hot-fix lane for shop in production");
        rules(List.of(lane("*", 2, "sre")), STOP);
        hotfix(OPS);
        refused(hotfix(OPS), Decision.Reason.CONFLICT, "already");
    }

    @Test
    public void noGateInTheLaneCanBeSkipped() {
        world.declare("r", Plans.plan(phase("one", 5, approvedBy(1), null), phase("two", 100, approvedBy(1), null)));
        hotfix(OPS);
        refused(world.ask("r", new Command.Skip(OPS, "hurry")), Decision.Reason.CONFLICT, "no gate can be skipped");
        refused(world.ask("r", new Command.Promote(OPS, "hurry")), Decision.Reason.CONFLICT, "no gate can be skipped");
    }

    @Test
    public void whatWasSkippedAndWaitsAsksAfterAll() {
        rules(List.of(lane("shop", 2, "sre")));
        world.declare("r", Plans.plan(phase("full", 100, approvedBy(1), null)));
        rules(List.of(lane("shop", 2, "sre")), STOP);
        world.ask("r", new Command.Skip(OPS, "hurry"));
        assertThat(at("full").status(), is(PhaseStatus.PASSED));
        hotfix(OPS);
        assertThat(at("full").status(), is(PhaseStatus.GATE));
        assertThat(world.calls, not(hasItem("block deploy full")));
        world.approve("r", SAM);
        world.approve("r", SUE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aDeploymentThatFailedBeforeIsTriedAgainThroughTheLane() {
        rules(List.of(lane("shop", 2, "sre")));
        world.blocks = (phase, action) -> "disk full";
        world.declare(
                "r",
                Plans.plan(
                        Plan.Form.PLAN, Plan.OnFailure.PAUSE, Plan.IfBusy.WAIT, phase("full", 100, approvedBy(1), null)));
        world.approve("r", ALICE);
        assertThat(at("full").status(), is(PhaseStatus.FAILED));
        hotfix(OPS);
        world.blocks = (phase, action) -> "";
        world.ask("r", new Command.Retry(OPS, "cleaned up"));
        assertThat(at("full").status(), is(PhaseStatus.GATE));
        world.approve("r", SAM);
        world.approve("r", SUE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void itOutlivesAKill() {
        world.declare("r", Plans.plan(phase("full", 100, approvedBy(1), null)));
        hotfix(OPS);
        world.approve("r", SAM);
        world.killAndRestart();
        assertThat(world.state("r").hotfix().reason(), is("customers cannot pay"));
        world.approve("r", SUE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aPlanMayTakeItFromTheStart() {
        refused(declare(ALICE), Decision.Reason.FORBIDDEN, "hotfix: alice lacks the permission Rollout/Override");
        refused(declare(Actor.ENGINE), Decision.Reason.FORBIDDEN, "Rollout/Override");
        rules(List.of(), STOP);
        refused(declare(OPS), Decision.Reason.CONFLICT, "no hot-fix lane");
        rules(List.of(lane("*", 1, "sre")), STOP);
        assertThat(declare(OPS), instanceOf(Decision.Accepted.class));
        assertThat(world.engine().state("h").orElseThrow().hotfix().by(), is(OPS.id()));
    }

    private Decision declare(Actor by) {
        Plan plan = Plans.plan(phase("full", 100, automatic(), null));
        var hurried = plan.in(null, "customers cannot pay");
        var answer = world.engine()
                .declare("h", folder.getRoot().toPath().resolve("h"), "shop #1", hurried, java.util.Set.of(), by);
        world.settle();
        return answer.toCompletableFuture().getNow(null);
    }

    @Test
    public void ofSeveralLanesAllMustBeKept() {
        Plan plan = Plans.plan(phase("full", 100, automatic(), null));
        Rules rules = new Rules(
                false,
                List.of(),
                List.of(lane("*", 1, "sre"), lane("shop", 2, "sre"), lane("shop", 3), lane("news", 9, "sre")),
                List.of(),
                List.of());
        List<Approval.Rule> lane = HotfixLane.rules(plan, rules);
        assertThat(
                lane,
                is(List.of(new Approval.Rule(List.of("sre"), null, 2, true), new Approval.Rule(List.of(), null, 3, true))));
        assertThat(HotfixLane.rules(plan, Rules.STRICT), is(List.of()));
    }
}
