package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.asking;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.person;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Yes;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What people answer to a gate, and what becomes of it: on the engine, with its journal. */
public class ApprovalsTest {
    private static final String ID = "shop-1-1";
    private static final Approval.Rule QA = new Approval.Rule(List.of("qa"), 1);
    private static final Approval.Rule SRE = new Approval.Rule(List.of("sre"), 1);
    private static final Actor QUENTIN = person("quentin", "qa");
    private static final Actor SAM = person("sam", "sre");
    private static final Actor BOTH = person("both", "qa", "sre");
    private static final Duration HOUR = Duration.ofHours(1);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void boot() {
        world = new Simulation(folder.getRoot().toPath());
    }

    private static Approval approval(Approval.Rule... rules) {
        return new Approval(false, List.of(rules), false, 1, "", null, null, null, null, null);
    }

    private static Approval expiring(OnExpiry onExpiry, Duration remind, Approval.Escalation escalation) {
        return new Approval(
                false, List.of(QA), false, 1, "", HOUR.multipliedBy(4), onExpiry, remind, escalation, null);
    }

    private static Approval questions(Question... questions) {
        return new Approval(false, List.of(new Approval.Rule(List.of("qa"), 2)), false, 1, "", null, null, null, null,
                List.of(questions));
    }

    private void declare(Approval approval) {
        declare(Plan.OnFailure.ROLLBACK, approval);
    }

    private void declare(Plan.OnFailure onFailure, Approval approval) {
        world.declare(ID, plan(Plan.Form.PLAN, onFailure, Plan.IfBusy.WAIT,
                phase("a", 1, automatic(), null), phase("b", 50, asking(approval), null)));
    }

    private RolloutState state() {
        return world.state(ID);
    }

    private PhaseState b() {
        return state().phase("b").orElseThrow();
    }

    private static Decision.Refused refused(Decision decision) {
        assertThat(decision, instanceOf(Decision.Refused.class));
        return (Decision.Refused) decision;
    }

    private Decision approve(Actor by, Map<String, String> answers, boolean override) {
        return world.ask(ID, new Command.Approve(by, b().ask().evidence(), override ? "I know it" : "", answers, override));
    }

    private List<String> told() {
        var told = new ArrayList<String>();
        RolloutState state = null;
        for (Entry entry : world.entries(ID)) {
            RolloutState next = Evolution.evolve(state, entry);
            Story.tell(state, entry, next).map(Story.Sentence::text).ifPresent(told::add);
            state = next;
        }
        return told;
    }

    @Test
    public void severalRulesMustAllBeMet() {
        declare(approval(QA, SRE));
        world.approve(ID, BOTH);
        assertThat(b().status(), is(PhaseStatus.GATE));
        world.approve(ID, QUENTIN);
        assertThat("both makes room for quentin", state().result(), is(Result.SUCCESS));
        assertThat(told(), hasItems(
                "phase 'b': waiting for approval (1 of qa, and 1 of sre)",
                "phase 'b': approved by both (1 of 1 of qa, 0 of 1 of sre): fine",
                "phase 'b': approved by quentin (1 of 1 of qa, 1 of 1 of sre): fine"));
    }

    @Test
    public void inTurnTheSecondRuleWaitsForTheFirst() {
        declare(new Approval(false, List.of(QA, SRE), true, 1, "", null, null, null, null, null));
        Decision.Refused early = refused(world.approve(ID, SAM));
        assertThat(early.reason(), is(Decision.Reason.CONFLICT));
        assertThat(early.error(), is("it is not the turn of sam; asked now is qa"));
        world.approve(ID, QUENTIN);
        world.approve(ID, SAM);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void aYesCanBeWithdrawnUntilTheGatePasses() {
        world.blocks = (phase, action) -> phase.equals("b") ? null : "";
        declare(approval(QA, SRE));
        world.approve(ID, QUENTIN);
        assertThat(refused(world.ask(ID, new Command.Withdraw(SAM, ""))).reason(), is(Decision.Reason.CONFLICT));
        world.ask(ID, new Command.Withdraw(QUENTIN, "saw something"));
        assertThat(b().approved(), is(empty()));
        world.approve(ID, SAM);
        assertThat(b().status(), is(PhaseStatus.GATE));
        world.approve(ID, QUENTIN);
        assertThat(b().status(), is(PhaseStatus.DEPLOYING));
        assertThat(refused(world.ask(ID, new Command.Withdraw(QUENTIN, ""))).reason(), is(Decision.Reason.CONFLICT));
        assertThat(told(), hasItem(
                "phase 'b': approval withdrawn by quentin (0 of 1 of qa, 0 of 1 of sre): saw something"));
    }

    @Test
    public void anOverriderMayApproveTheirOwnWithAComment() {
        declare(approval(QA));
        Actor dave = new Actor("dave", "Dave", "page", Set.of("qa"), Set.of(RolloutPermission.OVERRIDE));
        assertThat(refused(approve(dave, Map.of(), false)).reason(), is(Decision.Reason.FORBIDDEN));
        assertThat(Permitted.actions(state(), dave, Rules.STRICT, Simulation.START), hasItem("override"));
        assertThat(Permitted.actions(state(), dave, Rules.STRICT, Simulation.START), not(hasItem("approve")));
        Decision.Refused silent =
                refused(world.ask(ID, new Command.Approve(dave, b().ask().evidence(), " ", Map.of(), true)));
        assertThat(silent.field(), is("comment"));
        approve(dave, Map.of(), true);
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(b().approved().get(0).override(), is(true));
        assertThat(told(), hasItem("phase 'b': approved by Dave, as an override (1 of 1): I know it"));
    }

    @Test
    public void whatNeedsNoOverrideIsNone() {
        declare(approval(QA));
        approve(QUENTIN, Map.of(), true);
        assertThat(b().approved().get(0).override(), is(false));
    }

    @Test
    public void anAdministratorWhoIsNotAskedOverrides() {
        declare(approval(QA));
        var root = new Actor(
                "root", "Root", "api", Set.of(), Set.of(RolloutPermission.values()), true, List.of());
        assertThat(refused(approve(root, Map.of(), false)).error(), containsString("override=true"));
        approve(root, Map.of(), true);
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(b().approved().get(0).override(), is(true));
    }

    @Test
    public void aStandInCountsForWhoIsAway() {
        declare(approval(new Approval.Rule(List.of("qa"), 2)));
        var quentin = new StandIn("quentin", "Quentin", Set.of("qa"), Set.of(), Simulation.START.plus(HOUR));
        var eve = new Actor("eve", "Eve", "page", Set.of(), Set.of(), false, List.of(quentin));
        world.approve(ID, eve);
        Decision.Refused twice = refused(world.approve(ID, QUENTIN));
        assertThat(twice.error(), is(
                "Eve, for quentin, has approved already, and one person counts once; withdraw that first"));
        assertThat(b().approved(), hasSize(1));
        assertThat(b().approved().get(0).person(), is("quentin"));
        assertThat(told(), hasItem("phase 'b': approved by Eve for Quentin (1 of 2): fine"));
        world.ask(ID, new Command.Withdraw(QUENTIN, "back again"));
        assertThat("it was hers", b().approved(), is(empty()));
        world.pass(HOUR);
        assertThat(refused(world.approve(ID, eve)).reason(), is(Decision.Reason.FORBIDDEN));
    }

    @Test
    public void aStandInMaySayNoForWhoIsAway() {
        declare(approval(QA));
        var quentin = new StandIn("quentin", "Quentin", Set.of("qa"), Set.of(), null);
        var eve = new Actor("eve", "Eve", "api", Set.of(), Set.of(), false, List.of(quentin));
        world.ask(ID, new Command.Reject(eve, "not today"));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(told(), hasItem("phase 'b': rejected by Eve for Quentin (api): not today"));
    }

    @Test
    public void theLastWordOfAPersonCounts() {
        declare(new Approval(false, List.of(new Approval.Rule(List.of("qa"), 2)), false, 2, "", null, null, null, null, null));
        world.approve(ID, QUENTIN);
        world.ask(ID, new Command.Reject(QUENTIN, "wait"));
        assertThat("the no takes the yes back", b().approved(), is(empty()));
        assertThat(b().ask().rejected(), hasSize(1));
        world.ask(ID, new Command.Reject(QUENTIN, "wait!"));
        assertThat("one person, one no", b().ask().rejected(), hasSize(1));
        world.approve(ID, QUENTIN);
        assertThat("the yes takes the no back", b().ask().rejected(), is(empty()));
        world.ask(ID, new Command.Reject(QUENTIN, "wait"));
        world.ask(ID, new Command.Reject(BOTH, "no"));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), is("phase 'b' rejected by both: no"));
        assertThat(told(), hasItems("phase 'b': a no from quentin (1 of 2): wait", "phase 'b': rejected by both: no"));
    }

    @Test
    public void remindsAndAsksTheSecondCircle() {
        declare(expiring(OnExpiry.REJECT, HOUR, new Approval.Escalation(HOUR.multipliedBy(2), List.of("directors"))));
        Actor dora = person("dora", "directors");
        world.pass(HOUR);
        assertThat(b().ask().reminded(), is(1));
        assertThat(refused(world.approve(ID, dora)).reason(), is(Decision.Reason.FORBIDDEN));
        String seen = b().ask().evidence();
        world.pass(HOUR);
        assertThat(b().ask().escalatedTo(), contains("directors"));
        assertThat("escalating changes no evidence", b().ask().evidence(), is(seen));
        world.approve(ID, dora);
        assertThat(state().result(), is(Result.SUCCESS));
        assertThat(told(), hasItems(
                "phase 'b': still waiting for approval (missing 1 of qa)",
                "phase 'b': still waiting for approval (missing 1 of qa); now asking directors as well"));
    }

    @Test
    public void remindersThatAnOutageSwallowedAreOne() {
        declare(new Approval(false, List.of(QA), false, 1, "", null, null, HOUR, null, null));
        world.killAndRestart();
        world.pass(HOUR.multipliedBy(2));
        long before = world.story(ID).stream().filter("ApproversReminded"::equals).count();
        world.sleep(HOUR.multipliedBy(10));
        assertThat(b().ask().reminded(), is(12));
        long after = world.story(ID).stream().filter("ApproversReminded"::equals).count();
        assertThat(after, is(before + 1));
    }

    @Test
    public void expiryRejects() {
        declare(expiring(OnExpiry.REJECT, null, null));
        world.pass(HOUR.multipliedBy(4));
        assertThat(state().result(), is(Result.ABORTED));
        assertThat(state().cause(), is("phase 'b': not approved within 4h"));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.UNDONE));
        assertThat(told(), hasItem("phase 'b': not approved within 4h"));
    }

    @Test
    public void expiryAsksAHumanWhoMayAskAgain() {
        declare(expiring(OnExpiry.PAUSE, null, null));
        world.pass(HOUR.multipliedBy(4));
        assertThat(state().held().kind(), is(HoldKind.EXPIRED));
        assertThat(state().isEnded(), is(false));
        world.ask(ID, new Command.Retry(OPS, "ask again"));
        world.approve(ID, QUENTIN);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void expiryRollsBackWhateverThePlanSaysOfFailures() {
        declare(Plan.OnFailure.PAUSE, expiring(OnExpiry.ROLLBACK, null, null));
        world.pass(HOUR.multipliedBy(4));
        assertThat(state().result(), is(Result.FAILURE));
        assertThat(state().phase("a").orElseThrow().status(), is(PhaseStatus.UNDONE));
    }

    @Test
    public void aPauseDoesNotStopTheClockAndAFullQuorumDoes() {
        declare(expiring(OnExpiry.REJECT, null, null));
        world.ask(ID, new Command.Pause(OPS, "incident"));
        world.approve(ID, QUENTIN);
        world.pass(HOUR.multipliedBy(8));
        assertThat("answered in time", b().status(), is(PhaseStatus.GATE));
        world.ask(ID, new Command.Withdraw(QUENTIN, "too old"));
        assertThat("now nobody has", state().result(), is(Result.ABORTED));
    }

    @Test
    public void aVoidedRequestIsAskedAnewWithItsWholeTime() {
        world.declare(ID, plan(phase("b", 50, asking(expiring(OnExpiry.REJECT, null, null), criterion("errors", 2)), null)));
        world.pass(HOUR.multipliedBy(3));
        world.metrics.put("errors", where -> Verdict.FAIL);
        world.passMinutes(1);
        world.metrics.remove("errors");
        world.pass(HOUR.multipliedBy(3));
        assertThat(b().ask().request(), is(2));
        world.approve(ID, QUENTIN);
        assertThat(state().result(), is(Result.SUCCESS));
    }

    @Test
    public void answersReachTheBlockAndItsTargetsAndTheirUndo() {
        var window = new Question("window", Question.Kind.CHOICE, "Which?", List.of("tonight", "tomorrow"), false);
        var note = new Question("note", Question.Kind.TEXT, "", List.of(), true);
        var notify = new Question("tell", Question.Kind.YES_NO, "", List.of(), true);
        declare(questions(window, note, notify));
        approve(QUENTIN, Map.of("window", "tonight", "note", "first"), false);
        var situations = new ArrayList<Situation>();
        world.answers = (call, tries) -> {
            situations.add(call.situation());
            return TargetAnswer.done("");
        };
        world.blocks = (phase, action) -> phase.equals("b") && action == Action.DEPLOY ? "exit 1" : "";
        approve(BOTH, Map.of("window", "tomorrow"), false);
        assertThat(situations.stream().map(where -> where.phase() + " " + where.answers().get("window")).toList(),
                contains("b tomorrow", "b tomorrow", "a null"));
        Map<String, String> environment = Situation.of(state(), b().phase()).environmentVariables(Action.DEPLOY);
        assertThat("the latest answer wins", environment.get("ROLLOUT_ANSWER_WINDOW"), is("tomorrow"));
        assertThat("of those who answered", environment.get("ROLLOUT_ANSWER_NOTE"), is("first"));
        assertThat("set though nobody answered", environment.get("ROLLOUT_ANSWER_TELL"), is(""));
        assertThat(told(), hasItem("phase 'b': approved by quentin (1 of 2) [note: first, window: tonight]"));
    }

    @Test
    public void answersAreChecked() {
        declare(questions(
                new Question("window", Question.Kind.CHOICE, "Which?", List.of("tonight", "tomorrow"), false),
                new Question("note", Question.Kind.TEXT, "", List.of(), true),
                new Question("tell", Question.Kind.YES_NO, "", List.of(), true)));
        assertWrong(Map.of(), "window", "missing; answer 'Which?'; one of tonight, tomorrow");
        assertWrong(Map.of("window", " "), "window", "missing");
        assertWrong(Map.of("window", "now"), "window", "is not among the answers; one of tonight, tomorrow");
        assertWrong(Map.of("window", "tonight", "x", "y"), "x", "is not asked; asked are window, note, tell");
        assertWrong(Map.of("window", "tonight", "tell", "perhaps"), "tell", "true or false");
        assertWrong(Map.of("window", "tonight", "note", "x".repeat(2001)), "note", "2001 characters; at most 2000");
        assertWrong(Map.of("window", "tonight", "note", "a\0b"), "note", "control character");
        approve(QUENTIN, Map.of("window", "tonight", "note", "x".repeat(2000), "tell", "true"), false);
        assertThat(b().approved().stream().map(Yes::by).toList(), contains("quentin"));
    }

    private void assertWrong(Map<String, String> answers, String question, String message) {
        Decision.Refused refused = refused(approve(QUENTIN, answers, false));
        assertThat(refused.reason(), is(Decision.Reason.INVALID));
        assertThat(refused.field(), is("answers." + question));
        assertThat(refused.error(), containsString("answers." + question + ": "));
        assertThat(refused.error(), containsString(message));
    }

    @Test
    public void theDigestCoversTheWholeApproval() {
        declare(approval(QA));
        String plain = digest(approval(QA));
        assertThat(digest(approval(QA)), is(plain));
        for (Approval other : List.of(
                approval(SRE),
                approval(QA, QA),
                expiring(OnExpiry.REJECT, null, null),
                expiring(OnExpiry.PAUSE, null, null),
                questions(),
                new Approval(false, List.of(QA), true, 1, "", null, null, null, null, null),
                new Approval(false, List.of(QA), false, 2, "", null, null, null, null, null),
                new Approval(false, List.of(QA), false, 1, "other", null, null, null, null, null))) {
            assertThat(digest(other), is(not(plain)));
        }
    }

    private String digest(Approval approval) {
        return Evidence.digest(state(), PhaseState.pending(phase("b", 50, asking(approval), null)), 1);
    }

    @Test
    public void onlyWhoIsInvolvedSeesTheButtons() {
        declare(approval(QA));
        assertThat(buttons(QUENTIN), contains("approve", "reject"));
        assertThat(buttons(SAM), is(empty()));
        world.ask(ID, new Command.Pause(OPS, "wait"));
        world.approve(ID, QUENTIN);
        assertThat(buttons(QUENTIN), contains("withdraw", "reject"));
        assertThat(buttons(ALICE), is(empty()));
        assertThat(buttons(BOB), is(empty()));
    }

    private List<String> buttons(Actor actor) {
        return List.copyOf(Permitted.actions(state(), actor, Rules.STRICT, Simulation.START));
    }

    @Test
    public void aRequestWithEverythingIsReadBackFromASnapshot() throws Exception {
        var rules = List.of(new Approval.Rule(List.of("qa"), RolloutPermission.APPROVE, 4, true), SRE);
        var ask = new Question("risk", Question.Kind.CHOICE, "Risk?", List.of("low", "high"), false);
        declare(new Approval(false, rules, false, 3, "Look!", HOUR, OnExpiry.PAUSE, HOUR.dividedBy(4),
                new Approval.Escalation(HOUR.dividedBy(2), List.of("directors")), List.of(ask)));
        var quentin = new StandIn("quentin", "Quentin", Set.of("qa"), Set.of(RolloutPermission.APPROVE), null);
        var eve = new Actor("eve", "Eve", "page", Set.of(), Set.of(), false, List.of(quentin));
        approve(eve, Map.of("risk", "low"), false);
        approve(new Actor("dave", "Dave", "page", Set.of("qa"), Set.of(RolloutPermission.OVERRIDE)),
                Map.of("risk", "high"), true);
        world.ask(ID, new Command.Reject(SAM, "not so fast"));
        world.pass(HOUR.dividedBy(2));
        approve(person("dora", "directors"), Map.of("risk", "low"), false);
        assertThat(b().approved(), hasSize(3));
        assertThat(b().ask().reminded(), is(2));
        assertThat(Lines.JSON.treeToValue(Lines.JSON.valueToTree(state()), RolloutState.class), is(state()));
        assertThat(Evolution.fold(world.entries(ID)), is(state()));
    }

    @Test
    public void eventsOfOlderJournalsAreRead() throws Exception {
        var old = Lines.JSON.readValue(
                "{\"type\":\"approvalGiven\",\"phase\":\"b\",\"evidence\":\"sha256:x\",\"comment\":\"fine\"}", Event.class);
        assertThat(old, is(new Event.ApprovalGiven("b", "sha256:x", "fine")));
    }
}
