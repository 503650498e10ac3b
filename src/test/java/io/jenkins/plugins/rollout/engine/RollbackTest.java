package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The way back, when things are at their worst. */
public class RollbackTest {
    private static final String ID = "shop-1-1";

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

    private static Plan three() {
        return plan(
                phase("a", 1, automatic(), null), phase("b", 2, automatic(), null), phase("c", 3, approvedBy(1), null));
    }

    @Test
    public void theKillSwitchWorksWhileABlockIsStuck() {
        world.blocks = (phase, action) -> phase.equals("b") && action == Action.DEPLOY ? null : "";
        world.stuck = phase -> phase.equals("b");
        world.declare(ID, three());
        world.ask(ID, new Command.RollBack(OPS, "customers call"));
        assertThat("the block is told to end first", world.calls, not(hasItem("undo b fleet of b")));
        world.pass(Undoing.BLOCK_GRACE);
        assertThat(world.calls, hasItem("undo b fleet of b"));
        assertThat("the others, too", world.calls, hasItem("undo a fleet of a"));
        assertThat(state().held().kind(), is(HoldKind.UNDO));
        assertThat(state().held().why(), containsString("its block is not called to undo while the one that deploys"));
        world.ask(ID, new Command.BlockEnded("b", Action.DEPLOY, 1, false, "killed"));
        assertThat(world.calls, hasItem("block undo a"));
        assertThat(state().cause(), is("rolled back by Olga Ops: customers call"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().phase("b").orElseThrow().status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void theKillSwitchWorksWhileATargetNeverAnswers() {
        world.answers = (call, tries) -> call.action() == Action.DEPLOY && call.target().name().endsWith("b")
                ? null
                : TargetAnswer.done("");
        world.declare(ID, three());
        world.ask(ID, new Command.RollBack(OPS, "customers call"));
        assertThat(world.calls, hasItem("undo b fleet of b"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void theKillSwitchWorksWhileMetricsAreDown() {
        world.metrics.put("errors", where -> Verdict.NO_DATA);
        world.declare(ID, plan(phase("a", 1, automatic(), bake(60, criterion("errors", 0))), phase("b", 2, automatic(), null)));
        world.passMinutes(5);
        assertThat(state().held().kind(), is(HoldKind.INCONCLUSIVE));
        world.ask(ID, new Command.RollBack(OPS, "blind"));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void theKillSwitchWorksWhileJenkinsRestarts() {
        world.declare(ID, three());
        long before = world.lines(ID);
        world.killAtLine(before + 1);
        world.ask(ID, new Command.RollBack(OPS, "customers call"));
        assertThat("killed before anything was undone", world.calls, not(hasItem("undo b fleet of b")));
        world.killAndRestart();
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().cause(), is("rolled back by Olga Ops: customers call"));
        assertThat(world.calls, hasItem("undo a fleet of a"));
    }

    @Test
    public void anUndoThatNeverAnswersDoesNotKeepTheOthersFromBeingUndone() {
        world.declare(ID, three());
        world.answers = (call, tries) -> call.target().name().endsWith("b") ? null : TargetAnswer.done("");
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.DONE));
        world.pass(Duration.ofHours(1));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.UNDONE));
        assertThat(state().held().why(), containsString("no answer in 1h"));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.Retry(OPS, "it is back"));
        assertThat(state().phase("b").orElseThrow().status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void triesComeLaterAndLaterAndNotAllAtOnce() {
        world.declare(ID, three());
        world.answers = (call, tries) -> TargetAnswer.failedForNow("no route");
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        world.passMinutes(5);
        var waits = new ArrayList<Long>();
        Instant start = null;
        for (var entry : world.entries(ID)) {
            if (entry.event() instanceof Event.OperationEnded ended && ended.phase().equals("b") && ended.again() != null) {
                start = entry.at();
                waits.add(Duration.between(start, ended.again()).toMillis());
            }
        }
        assertThat(waits.size(), is(Decider.UNDO_TRIES - 1));
        for (int i = 0; i < waits.size(); i++) {
            long base = 1000L << 2 * i;
            assertThat(waits.get(i), allOf(greaterThanOrEqualTo(base / 2), lessThanOrEqualTo(base * 3 / 2)));
        }
        var different = new HashSet<Duration>();
        for (int target = 0; target < 100; target++) {
            different.add(Decider.backOff("shop-1-1:a:undo:1:" + target, 1));
        }
        assertThat("spread", different.size(), greaterThan(80));
        assertThat(
                "and always the same for the same try",
                Decider.backOff("shop-1-1:a:undo:1:x", 2), is(Decider.backOff("shop-1-1:a:undo:1:x", 2)));
    }

    @Test
    public void whatCouldNotBeUndoneCanBeTriedAgainWhenTheBuildIsLost() {
        world.declare(ID, three());
        world.answers = (call, tries) ->
                call.target().name().endsWith("b") ? TargetAnswer.failed("no route") : TargetAnswer.done("");
        world.ask(ID, new Command.LoseBuild("it was killed"));
        assertThat(state().held().kind(), is(HoldKind.UNDO));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.NOT_UNDONE));
        world.killAndRestart();
        world.ask(ID, new Command.LoseBuild("the build did not go on"));
        assertThat("a restart changes nothing", state().held().kind(), is(HoldKind.UNDO));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.Retry(OPS, "route is back"));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(world.calls.stream().filter("undo b fleet of b"::equals).count(), is(2L));
        assertThat("its block is named", state().cause(), containsString("its block was not called to undo"));
        assertThat(state().cause(), not(containsString("no route")));
    }

    @Test
    public void aBuildThatIsDeletedHoldsNobodyUp() {
        world.declare(ID, three());
        world.declare("next", three());
        world.answers = (call, tries) -> TargetAnswer.failed("no route");
        world.ask(ID, new Command.LoseBuild("it was killed"));
        assertThat(state().held().kind(), is(HoldKind.UNDO));
        assertThat(world.state("next").status(), is(Status.WAITING));
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.ask(ID, new Command.LoseBuild("the build was deleted", true));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), containsString("NOT UNDONE"));
        assertThat(world.state("next").status(), is(Status.RUNNING));
    }

    @Test
    public void aBuildThatIsDeletedAtOnceEndsWithoutAskingAnybody() {
        world.declare(ID, three());
        world.answers = (call, tries) -> TargetAnswer.failed("no route");
        world.ask(ID, new Command.LoseBuild("the build was deleted", true));
        assertThat(state().held(), is(nullValue()));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), containsString("no route"));
    }

    @Test
    public void phasesAreUndoneInReverse() {
        world.declare(ID, three());
        world.calls.clear();
        world.ask(ID, new Command.RollBack(OPS, "bad"));
        assertThat(world.calls, is(List.of("undo b fleet of b", "block undo b", "undo a fleet of a", "block undo a")));
        assertThat(world.performed.values(), everyItem(is(1)));
        assertThat(world.ask(ID, new Command.Retry(ALICE, "")) instanceof Decision.Refused, is(true));
    }
}
