package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.CAROL;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.asking;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static io.jenkins.plugins.rollout.engine.Plans.target;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Block;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.No;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Yes;
import io.jenkins.plugins.rollout.policy.Quorum;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/**
 * Every command in every state that can be reached within a few steps, and long random walks beyond: the core answers
 * each, and no order of things breaks a promise.
 */
public class DeciderWalkTest {
    private static final Decider DECIDER = new Decider(Rules.STRICT);
    private static final Criterion ERRORS = criterion("errors", 0);
    private static final Criterion SLOW = criterion("slow", 1);
    private static final Actor SAM = new Actor("sam", "Sam", "page", Set.of(), Set.of(), false, List.of(
            new StandIn("stefan", "Stefan", Set.of("sre"), Set.of(), null),
            new StandIn("bob", "Bob", Set.of("release-managers"), Set.of(), null)));
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    /** A history so far. */
    private record Walk(RolloutState state, List<Entry> entries, Instant now) {}

    private static List<Plan> plans() {
        var plans = new ArrayList<Plan>();
        for (Plan.OnFailure onFailure : Plan.OnFailure.values()) {
            plans.add(plan(
                    Plan.Form.PLAN,
                    onFailure,
                    Plan.IfBusy.WAIT,
                    phase("a", 1, automatic(ERRORS), null),
                    phase("b", 50, approvedBy(2, SLOW), bake(2, ERRORS))));
        }
        for (OnExpiry onExpiry : OnExpiry.values()) {
            plans.add(plan(
                    phase("a", 1, automatic(ERRORS), null), phase("b", 50, asking(thorough(onExpiry), SLOW), null)));
        }
        plans.add(plan(Plan.Form.STEPS, Plan.OnFailure.ROLLBACK, Plan.IfBusy.WAIT));
        plans.add(plan(Plan.Form.GATE, Plan.OnFailure.STOP, Plan.IfBusy.WAIT, phase("a", 0, approvedBy(1, ERRORS), null)));
        return plans;
    }

    /** With everything that an approval can have. */
    private static Approval thorough(OnExpiry onExpiry) {
        return new Approval(
                false,
                List.of(
                        new Approval.Rule(List.of("release-managers"), 1),
                        new Approval.Rule(List.of("bob"), 1),
                        new Approval.Rule(List.of("sre"), null, 1, true)),
                onExpiry == OnExpiry.PAUSE,
                2,
                "",
                Duration.ofMinutes(6),
                onExpiry,
                Duration.ofMinutes(1),
                new Approval.Escalation(Duration.ofMinutes(3), List.of("developers")),
                List.of(new Question("risk", Question.Kind.CHOICE, "", List.of("low", "high"), true)));
    }

    private static Walk start(Plan plan) {
        List<Entry> entries = ((Decision.Accepted)
                        DECIDER.declare("shop-1-1", "shop #1", plan, Set.of("dave"), Actor.ENGINE, START))
                .entries();
        return new Walk(Evolution.fold(entries), entries, START);
    }

    /** Everything that could be asked in a state, by the world and by people. */
    private static List<Command> commands(RolloutState state) {
        var commands = new ArrayList<Command>(List.of(
                new Command.TakeTurn(),
                new Command.AwaitTurn("other"),
                new Command.Supersede("newer"),
                new Command.Supersede("newer", true),
                new Command.TakeOver(inheritance()),
                new Command.HandedOver("newer"),
                new Command.HandOverFailed("newer", "it has ended", false),
                new Command.HandOverFailed("newer", "it cannot be read", true),
                new Command.LoseBuild("deleted", true),
                new Command.ReachPhase(phase("a", 1, automatic(ERRORS), null)),
                new Command.ReachPhase(phase("b", 50, approvedBy(1), bake(2))),
                new Command.CloseForm(true, ""),
                new Command.CloseForm(false, "failed elsewhere"),
                new Command.CallTarget("a", target("x", true)),
                new Command.CallTarget("b", target("y", false)),
                new Command.Tick(),
                new Command.Recover(),
                new Command.LoseBuild("killed"),
                new Command.Abort(ALICE, "stop it"),
                new Command.Pause(OPS, "wait"),
                new Command.Resume(OPS, ""),
                new Command.Retry(OPS, ""),
                new Command.Skip(OPS, "hurry"),
                new Command.Promote(OPS, "hurry"),
                new Command.RollBack(OPS, "bad"),
                new Command.Stop(OPS, "enough"),
                new Command.Reject(ALICE, "no"),
                new Command.Approve(CAROL, "sha256:stale", "")));
        ApprovalDecider.asking(state).ifPresent(phase -> {
            commands.add(new Command.Approve(ALICE, phase.ask().evidence(), ""));
            commands.add(new Command.Approve(BOB, phase.ask().evidence(), ""));
            commands.add(new Command.Approve(CAROL, phase.ask().evidence(), "", Map.of("risk", "low"), false));
            commands.add(new Command.Approve(SAM, phase.ask().evidence(), ""));
            commands.add(new Command.Reject(CAROL, "no"));
            commands.add(new Command.Reject(BOB, "no"));
            commands.add(new Command.Withdraw(ALICE, ""));
            commands.add(new Command.Withdraw(BOB, ""));
        });
        for (Effect effect : Wants.of(state)) {
            if (effect instanceof Effect.Measure wanted) {
                for (Verdict verdict : Verdict.values()) {
                    commands.add(measured(state, wanted, verdict));
                }
            } else if (effect instanceof Effect.Call call) {
                commands.add(new Command.TargetAnswered(call.operation(), call.tryNumber(), TargetAnswer.done("")));
                commands.add(new Command.TargetAnswered(call.operation(), call.tryNumber(), TargetAnswer.failed("no")));
                commands.add(
                        new Command.TargetAnswered(call.operation(), call.tryNumber(), TargetAnswer.failedForNow("no")));
            }
        }
        for (Drifting.Watched watched : Drifting.watched(state)) {
            commands.add(new Command.Looked(watched.operation().id(), "somebody changed it"));
            commands.add(new Command.Looked(watched.operation().id(), null));
        }
        state.blockCall().ifPresent(call -> {
            commands.add(new Command.BlockEnded(call.phase().name(), call.action(), call.attempt(), true, ""));
            commands.add(new Command.BlockEnded(call.phase().name(), call.action(), call.attempt(), false, "exit 1"));
        });
        return commands;
    }

    private static Inheritance inheritance() {
        var older = new PhaseState(
                phase("shop-0-1/a", 20, automatic(), null), PhaseStatus.DONE, 1, null, null, 0, null,
                List.of(new Operation(
                        "shop-0-1:a:deploy:1:x", Action.DEPLOY, target("x", true), Operation.Status.DONE, 1, null, "", null)),
                new Block(Action.DEPLOY, 1, true, ""), START, START, null, START, null, "", 0, false, null);
        return new Inheritance(
                "shop-0-1", "shop #0", "1.9.0", "1.0.0", new Reach(java.math.BigDecimal.valueOf(20), List.of()),
                List.of(new Inheritance.Part("shop-0-1", "1.9.0", "1.0.0", older)));
    }

    private static Command measured(RolloutState state, Effect.Measure wanted, Verdict verdict) {
        PhaseState phase = state.phase(wanted.phase()).orElseThrow();
        List<Criterion> criteria = wanted.stage() == Stage.BAKE
                ? phase.phase().bake().metrics()
                : phase.phase().gate().metrics();
        return new Command.Measured(
                wanted.phase(),
                wanted.stage(),
                wanted.attempt(),
                wanted.round(),
                criteria.stream()
                        .map(criterion -> new Reading(criterion.name(), verdict, null, "", START))
                        .toList());
    }

    private static Walk step(Walk walk, Command command, Instant now) {
        Decision decision = DECIDER.decide(walk.state(), command, now);
        if (!(decision instanceof Decision.Accepted accepted)) {
            return new Walk(walk.state(), walk.entries(), now);
        }
        assertThat("the same question, the same answer", DECIDER.decide(walk.state(), command, now), is(decision));
        RolloutState state = walk.state();
        var entries = new ArrayList<>(walk.entries());
        for (Entry entry : accepted.entries()) {
            assertThat(entry.sequence(), is(state.sequence() + 1));
            RolloutState next = Evolution.evolve(state, entry);
            check(state, entry, next);
            Story.tell(state, entry, next);
            state = next;
            entries.add(entry);
        }
        check(state);
        return new Walk(state, entries, now);
    }

    /** What no event may do. */
    private static void check(RolloutState before, Entry entry, RolloutState after) {
        Event event = entry.event();
        String story = event + " in " + before.status() + " " + before.phases().stream().map(PhaseState::status).toList();
        assertThat("nothing after the end: " + story, before.isEnded(), is(false));
        if (event instanceof Event.DeployStarted deploy) {
            assertThat("deployed while running: " + story, before.status(), is(Status.RUNNING));
            PhaseStatus status = before.phase(deploy.phase()).orElseThrow().status();
            boolean retried = status == PhaseStatus.FAILED && deploy.attempt() > 1;
            assertThat("behind its gate: " + story, status == PhaseStatus.PASSED || retried, is(true));
        }
        if (event instanceof Event.GatePassed passed) {
            PhaseState phase = before.phase(passed.phase()).orElseThrow();
            boolean metrics = phase.phase().gate().metrics().isEmpty() || phase.watch().holds();
            assertThat("metrics hold: " + story, metrics, is(true));
            Approval approval = phase.phase().gate().approval();
            int alone = approval.rules().stream().filter(rule -> !rule.shared()).mapToInt(Approval.Rule::quorum).sum();
            boolean people = approval.automatic()
                    || phase.approved().stream().map(Yes::person).distinct().count() >= alone
                            && Quorum.of(approval, phase.approved()).complete();
            assertThat("quorum of different people: " + story, people, is(true));
            assertThat("not while paused: " + story, before.pause() == null, is(true));
        }
        if (event instanceof Event.ApprovalGiven || event instanceof Event.ApprovalWithdrawn
                || event instanceof Event.RejectionGiven || event instanceof Event.ApproversReminded
                || event instanceof Event.ApprovalEscalated || event instanceof Event.ApprovalExpired) {
            assertThat("asked: " + story, ApprovalDecider.asking(before).isPresent(), is(true));
        }
        if (event instanceof Event.ApprovalGiven) {
            PhaseState phase = before.currentPhase().orElseThrow();
            Duration expires = phase.phase().gate().approval().expires();
            boolean inTime = expires == null || entry.at().isBefore(phase.ask().at().plus(expires));
            assertThat("in time, or the quorum was complete: " + story,
                    inTime || Requests.quorum(before, phase).complete(), is(true));
        }
        if (event instanceof Event.OperationStarted started && started.action() == Action.DEPLOY) {
            assertThat("no deployment on the way back: " + story, before.status(), is(Status.RUNNING));
        }
        if (before.isOffered()) {
            assertThat("it is another's now: " + story,
                    event instanceof Event.HandOverRefused || event instanceof Event.AbortAsked
                            || event instanceof Event.BuildLost || event instanceof Event.ControllerRestarted
                            || event instanceof Event.RolloutEnded end && end.cause().startsWith("handed over"),
                    is(true));
        }
        if (event instanceof Event.HandOverOffered) {
            assertThat("at rest: " + story, before.phases().stream().noneMatch(phase ->
                    phase.operations().stream().anyMatch(Operation::open) || phase.blockOpen() && !before.buildLost()), is(true));
        }
        if (before.handOver() != null && event instanceof Event.DeployStarted) {
            throw new AssertionError("nothing new before a hand-over: " + story);
        }
        if (event instanceof Event.PhaseDone || event instanceof Event.GatePassed) {
            assertThat("not while a change of the world is undecided: " + story,
                    before.held() == null || event instanceof Event.PhaseDone, is(true));
        }
        if (event instanceof Event.RolloutEnded ended) {
            if (ended.result() == Result.SUCCESS) {
                PhaseState last = before.phases().get(before.phases().size() - 1);
                assertThat("success only when the last phase is done: " + story, last.status(), is(PhaseStatus.DONE));
            } else if (before.rollback() != null) {
                for (PhaseState phase : before.everything()) {
                    if (phase.status() == PhaseStatus.NOT_UNDONE || phase.toUndo()) {
                        assertThat("not hidden: " + story, ended.cause().contains("'" + phase.name() + "'"), is(true));
                    }
                }
            }
        }
    }

    /** What every state must be. */
    private static void check(RolloutState state) {
        assertThat(
                "nothing is left to follow by itself",
                state.isEnded() || Progress.next(state, Rules.STRICT, START.plus(Duration.ofDays(-1))).isEmpty(),
                is(true));
        var ids = new HashSet<String>();
        for (PhaseState phase : state.phases()) {
            checkVoices(phase);
            for (Operation operation : phase.operations()) {
                assertThat("one operation, one id", ids.add(operation.id()), is(true));
            }
        }
        if (state.isEnded()) {
            assertThat("an ended rollout wants nothing", Wants.of(state).isEmpty(), is(true));
        } else {
            boolean alive = state.status() == Status.WAITING
                    || state.held() != null
                    || state.pause() != null
                    || state.blockCall().isPresent()
                    || !Wants.of(state).isEmpty()
                    || ApprovalDecider.asking(state).isPresent()
                    || state.plan().form() == Plan.Form.STEPS;
            assertThat("something can happen: " + state, alive, is(true));
        }
    }

    /** Nobody is in two answers, neither as who gave it nor as for whom it was given. */
    private static void checkVoices(PhaseState phase) {
        if (phase.ask() == null) {
            return;
        }
        assertThat("the yeses of the request", phase.approved(), is(phase.ask().given()));
        assertThat("what expired has consequences", phase.ask().expired(), is(false));
        var voices = new HashSet<String>();
        for (Yes yes : phase.ask().given()) {
            assertThat("one voice: " + yes, voices.add(yes.by()), is(true));
            assertThat("one voice: " + yes, yes.onBehalfOf() == null || voices.add(yes.onBehalfOf()), is(true));
        }
        for (No no : phase.ask().rejected()) {
            assertThat("one voice: " + no, voices.add(no.by()), is(true));
            assertThat("one voice: " + no, no.onBehalfOf() == null || voices.add(no.onBehalfOf()), is(true));
        }
    }

    /** The state without what only counts. */
    private static String essence(RolloutState state) {
        return Lines.JSON.valueToTree(state).toString().replaceAll("\"(sequence|at|\\w+At|bakeUntil|again)\":(\"[^\"]*\"|\\d+)", "");
    }

    @Test
    public void everyCommandInEveryStateWithinReach() {
        for (Plan plan : plans()) {
            var seen = new HashSet<String>();
            List<Walk> frontier = List.of(
                    step(start(plan), new Command.TakeTurn(), START),
                    step(start(plan), new Command.TakeOver(inheritance()), START));
            for (int depth = 1; depth <= 6; depth++) {
                var next = new ArrayList<Walk>();
                for (Walk walk : frontier) {
                    for (Command command : commands(walk.state())) {
                        Walk stepped = step(walk, command, walk.now().plusSeconds(90));
                        if (seen.size() < 1_500 && seen.add(essence(stepped.state()))) {
                            next.add(stepped);
                        }
                    }
                }
                frontier = next;
            }
            assertThat(seen.size(), greaterThan(50));
        }
    }

    @Test
    public void longRandomWalks() {
        List<Plan> plans = plans();
        for (int seed = 0; seed < 1_200; seed++) {
            var random = new Random(seed);
            Walk walk = step(
                    start(plans.get(seed % plans.size())),
                    seed % 3 == 0 ? new Command.TakeOver(inheritance()) : new Command.TakeTurn(),
                    START);
            for (int i = 0; i < 60 && !walk.state().isEnded(); i++) {
                List<Command> commands = commands(walk.state());
                Command command = random.nextInt(3) == 0
                        ? commands.get(random.nextInt(commands.size()))
                        : commands.get(Math.max(0, commands.size() - 1 - random.nextInt(4)));
                walk = step(walk, command, walk.now().plusSeconds(random.nextInt(120)));
            }
            assertThat("the state is the fold of its journal", Evolution.fold(walk.entries()), is(walk.state()));
        }
    }
}
