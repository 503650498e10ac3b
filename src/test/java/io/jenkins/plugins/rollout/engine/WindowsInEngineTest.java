package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Phases start in their windows, and never in a freeze. It is Monday, 09:00 UTC, when a test begins. */
public class WindowsInEngineTest {
    private static final Calendar OFFICE = new Calendar(
            "office",
            ZoneOffset.UTC,
            List.of(CalendarText.hours("Mon-Fri 09:00-17:00")),
            List.of(CalendarText.closed("2026-01-07", "", "", "stocktaking")));
    private static final Freeze STOP = new Freeze("stop", "shop", "prod*", null, null, "an incident");
    private static final Instant TUESDAY = Instant.parse("2026-01-06T09:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void begin() {
        world = new Simulation(folder.getRoot().toPath());
        rules(OFFICE);
    }

    private void rules(Calendar calendar, Freeze... freezes) {
        world.rules = new Rules(false, List.of(), List.of(), List.of(calendar), List.of(freezes));
        world.engine().rulesChanged();
        world.settle();
    }

    private static Plan inHours(Plan plan) {
        return plan.in(List.of("office"), null);
    }

    private PhaseState at(String phase) {
        return world.state("r").phase(phase).orElseThrow();
    }

    private void waits(String phase, PhaseStatus status, Instant until) {
        assertThat(at(phase).status(), is(status));
        assertThat(at(phase).window() == null, is(false));
        assertThat(at(phase).window().until(), is(until));
    }

    private String told() {
        var told = new StringBuilder();
        RolloutState state = null;
        for (var entry : world.entries("r")) {
            RolloutState after = io.jenkins.plugins.rollout.model.Evolution.evolve(state, entry);
            Story.tell(state, entry, after).ifPresent(sentence -> told.append(sentence.text()).append('\n'));
            state = after;
        }
        return told.toString();
    }

    @Test
    public void whatIsApprovedInHoursAndWouldStartOutsideWaitsForTheNextWindow() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(2), null))));
        world.pass(Duration.ofMinutes(7 * 60 + 59));
        world.approve("r", ALICE);
        world.passMinutes(10); // 17:09
        world.approve("r", BOB);
        waits("full", PhaseStatus.GATE, TUESDAY);
        assertThat(at("full").ask().given().size(), is(2));
        assertThat(told(), containsString("phase 'full': may not start until 2026-01-06T09:00:00Z: outside the hours of"));

        world.pass(Duration.ofHours(15));
        waits("full", PhaseStatus.GATE, TUESDAY);
        world.pass(Duration.ofHours(1));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
        assertThat(told(), containsString("phase 'full': may start now"));
    }

    @Test
    public void theGateAsksOutsideHoursToo() {
        world.pass(Duration.ofDays(5)); // Saturday
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1), null))));
        assertThat(at("full").ask() == null, is(false));
        world.approve("r", ALICE);
        waits("full", PhaseStatus.GATE, Instant.parse("2026-01-12T09:00:00Z"));
    }

    @Test
    public void anAutomaticGateWaitsToo() {
        world.pass(Duration.ofHours(9));
        world.declare("r", inHours(Plans.plan(phase("full", 100, automatic(criterion("errors", 0)), null))));
        waits("full", PhaseStatus.GATE, TUESDAY);
        world.pass(Duration.ofHours(16));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aFreezeStopsTheNextGateAtOnceAndNotWhatRuns() {
        world.blocks = (phase, action) -> phase.equals("one") ? null : "";
        world.declare("r", Plans.plan(phase("one", 5, automatic(), null), phase("two", 100, automatic(), null)));
        assertThat(at("one").status(), is(PhaseStatus.DEPLOYING));
        rules(OFFICE, STOP);
        assertThat(at("one").status(), is(PhaseStatus.DEPLOYING));

        world.blocks = (phase, action) -> "";
        world.ask("r", new Command.BlockEnded("one", io.jenkins.plugins.rollout.model.Action.DEPLOY, 1, true, ""));
        waits("two", PhaseStatus.PENDING, null);
        assertThat(told(), containsString("may not start until somebody changes that: freeze 'stop': an incident"));

        rules(OFFICE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aFreezeStopsTheDeploymentOfAGateThatIsOpen() {
        world.declare("r", Plans.plan(phase("full", 100, approvedBy(1), null)));
        rules(OFFICE, STOP);
        world.approve("r", ALICE);
        waits("full", PhaseStatus.GATE, null);
        rules(OFFICE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aFreezeForOthersHoldsNobodyElse() {
        rules(OFFICE, new Freeze("other", "news", "*", null, null, ""), new Freeze("stage", "*", "stag*", null, null, ""));
        world.declare("r", Plans.plan(phase("full", 100, automatic(), null)));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aFreezeWithAnEndOpensByItself() {
        Instant end = Simulation.START.plus(Duration.ofHours(3));
        rules(OFFICE, new Freeze("sale", "*", "*", null, end, ""));
        world.declare("r", Plans.plan(phase("full", 100, automatic(), null)));
        waits("full", PhaseStatus.PENDING, end);
        world.pass(Duration.ofHours(3));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aKillWhileItWaitsChangesNothing() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1), null))));
        world.pass(Duration.ofHours(9));
        world.approve("r", ALICE);
        world.killAndRestart();
        waits("full", PhaseStatus.GATE, TUESDAY);
        world.pass(Duration.ofHours(15));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
        assertThat(world.calls.stream().filter("block deploy full"::equals).count(), is(1L));
    }

    @Test
    public void aFreezeThatIsLiftedWhileTheControllerIsDownHoldsNothingAfterwards() {
        rules(OFFICE, STOP);
        world.declare("r", Plans.plan(phase("full", 100, automatic(), null)));
        waits("full", PhaseStatus.PENDING, null);
        world.rules = Rules.STRICT;
        world.killAndRestart();
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void metricsAreWatchedWhileItWaits() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1, criterion("errors", 0)), null))));
        world.pass(Duration.ofHours(9));
        world.approve("r", ALICE);
        waits("full", PhaseStatus.GATE, TUESDAY);
        world.metrics.put("errors", where -> Verdict.FAIL);
        world.passMinutes(2);
        assertThat(world.state("r").result(), is(Result.FAILURE));
        assertThat(world.calls, not(hasItem("block deploy full")));
        assertThat(at("full").window(), is(nullValue()));
    }

    @Test
    public void approvalsThatAreVoidBeforeTheWindowAreAskedForAgain() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1, criterion("errors", 2)), null))));
        world.pass(Duration.ofHours(9));
        world.approve("r", ALICE);
        world.metrics.put("errors", where -> Verdict.FAIL);
        world.passMinutes(1);
        world.metrics.clear();
        world.pass(Duration.ofHours(16));
        assertThat(at("full").status(), is(PhaseStatus.GATE));
        assertThat(at("full").ask().given(), is(List.of()));
        world.approve("r", ALICE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void anApprovalThatIsWithdrawnBeforeTheWindowIsMissedInIt() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1), null))));
        world.pass(Duration.ofHours(9));
        world.approve("r", ALICE);
        world.ask("r", new Command.Withdraw(ALICE, "not sure"));
        assertThat(at("full").window(), is(nullValue()));
        world.pass(Duration.ofHours(16));
        assertThat(at("full").status(), is(PhaseStatus.GATE));
    }

    @Test
    public void aPauseOutlastsTheWindowsOpening() {
        world.declare("r", inHours(Plans.plan(phase("full", 100, approvedBy(1), null))));
        world.pass(Duration.ofHours(9));
        world.approve("r", ALICE);
        world.ask("r", new Command.Pause(OPS, "wait"));
        world.pass(Duration.ofHours(16));
        assertThat(at("full").status(), is(PhaseStatus.GATE));
        world.ask("r", new Command.Resume(OPS, ""));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aClosedDayIsLeftOut() {
        world.pass(Duration.ofHours(33)); // Tuesday, 18:00; Wednesday is closed
        world.declare("r", inHours(Plans.plan(phase("full", 100, automatic(), null))));
        waits("full", PhaseStatus.GATE, Instant.parse("2026-01-08T09:00:00Z"));
    }

    @Test
    public void aCalendarThatChangesIsLookedAtAtOnce() {
        world.pass(Duration.ofHours(9));
        world.declare("r", inHours(Plans.plan(phase("full", 100, automatic(), null))));
        rules(new Calendar("office", ZoneOffset.UTC, List.of(CalendarText.hours("daily 20:00-22:00")), List.of()));
        waits("full", PhaseStatus.GATE, Instant.parse("2026-01-05T20:00:00Z"));
        rules(new Calendar("office", ZoneOffset.UTC, List.of(CalendarText.hours("daily 17:00-22:00")), List.of()));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void whoSkipsAGateOrPromotesDoesNotSkipTheFreeze() {
        world.declare("r", Plans.plan(phase("one", 5, approvedBy(1), null), phase("two", 100, approvedBy(1), null)));
        rules(OFFICE, STOP);
        assertThat(world.ask("r", new Command.Promote(OPS, "hurry")), instanceOf(Decision.Accepted.class));
        waits("two", PhaseStatus.PASSED, null);
        assertThat(world.calls, not(hasItem("block deploy two")));
        rules(OFFICE);
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }

    @Test
    public void aDeploymentIsNotTriedAgainInAFreezeButUndone() {
        world.blocks = (phase, action) -> phase.equals("two") ? "disk full" : "";
        world.declare(
                "r",
                Plans.plan(
                        Plan.Form.PLAN,
                        Plan.OnFailure.PAUSE,
                        Plan.IfBusy.WAIT,
                        phase("one", 5, automatic(), null),
                        phase("two", 100, automatic(), null)));
        rules(OFFICE, STOP);
        Decision refused = world.ask("r", new Command.Retry(OPS, "again"));
        assertThat(((Decision.Refused) refused).reason(), is(Decision.Reason.CONFLICT));
        assertThat(((Decision.Refused) refused).error(), containsString("freeze 'stop'"));
        world.blocks = (phase, action) -> "";
        world.ask("r", new Command.RollBack(OPS, "enough"));
        assertThat(world.state("r").rollback().complete(), is(true));
        assertThat(world.state("r").isEnded(), is(true));
    }

    @Test
    public void aGateAloneWaitsToo() {
        world.pass(Duration.ofHours(9));
        world.declare(
                "r",
                inHours(Plans.plan(
                        Plan.Form.GATE,
                        Plan.OnFailure.STOP,
                        Plan.IfBusy.WAIT,
                        phase("gate", 0, automatic(), null))));
        waits("gate", PhaseStatus.GATE, TUESDAY);
        world.pass(Duration.ofHours(16));
        assertThat(world.state("r").result(), is(Result.SUCCESS));
    }
}
