package io.jenkins.plugins.rollout.target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.target.Fleet.Behaviour;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The table of docs/how-a-rollout-works.md: what a target may do, and what follows, over real connections. */
public class TargetBehaviourTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Fleet fleet;
    private Course course;

    @Before
    public void begin() throws Exception {
        fleet = new Fleet(folder.newFolder("fleet").toPath());
        course = new Course(folder.newFolder("home").toPath(), fleet, List.of("one", "two"), Long.MAX_VALUE);
    }

    @After
    public void end() throws Exception {
        course.close();
        fleet.close();
    }

    /** How target one behaves, the first times that it is asked to do something; after that it does well. */
    private void one(String action, Behaviour how, int times) {
        var asked = new AtomicInteger();
        fleet.behaves(heard -> heard.target().equals("one")
                        && heard.action().equals(action)
                        && asked.incrementAndGet() <= times
                ? how
                : Behaviour.WELL);
    }

    private void deploy() {
        course.begin(Course.plan(Duration.ZERO));
    }

    private static boolean atTheNextGate(RolloutState state) {
        return state.phases().get(0).status() == PhaseStatus.DONE && state.phases().get(1).ask() != null;
    }

    private void isOutOnce(int requests) {
        course.until(state -> state.isEnded() || atTheNextGate(state));
        assertThat(course.state().cause(), atTheNextGate(course.state()), is(true));
        assertThat(fleet.live("one"), is("2.0.0 5"));
        assertThat("done once", fleet.performed("one"), hasSize(1));
        assertThat("one operation", operations("deploy"), hasSize(1));
        assertThat(asked("deploy"), is(requests));
    }

    private Set<String> operations(String action) {
        return fleet.heard(action).stream()
                .filter(heard -> heard.target().equals("one"))
                .map(Fleet.Heard::operation)
                .collect(Collectors.toSet());
    }

    private int asked(String action) {
        return (int) fleet.heard(action).stream().filter(heard -> heard.target().equals("one")).count();
    }

    @Test
    public void deployToATargetThatFails() {
        one("deploy", Behaviour.FAILS, 1);
        deploy();
        course.untilEnded();
        assertThat(course.state().result(), is(Result.FAILURE));
        assertThat(course.state().cause(), containsString("HTTP 422: not today"));
        assertThat("what is out is taken back", fleet.live("two"), is("stable"));
    }

    @Test
    public void deployToATargetThatHangs() {
        one("deploy", Behaviour.HANGS, Integer.MAX_VALUE);
        deploy();
        course.untilEnded();
        assertThat(course.state().result(), is(Result.FAILURE));
        assertThat(course.state().cause(), containsString("did not answer within 400 ms"));
        assertThat("under one operation", operations("deploy"), hasSize(1));
        assertThat(fleet.live("two"), is("stable"));
    }

    @Test
    public void deployToATargetThatAnswersLate() {
        one("deploy", Behaviour.LATE, 1);
        deploy();
        isOutOnce(2);
    }

    @Test
    public void deployToATargetThatAnswersTwice() {
        one("deploy", Behaviour.TWICE, 1);
        deploy();
        isOutOnce(1);
    }

    @Test
    public void deployToATargetThatLosesTheConnectionAfterDoingTheWork() {
        one("deploy", Behaviour.DROPS, 1);
        deploy();
        isOutOnce(2);
    }

    private void undo(Behaviour how, int times) {
        deploy();
        course.until(TargetBehaviourTest::atTheNextGate);
        one("undo", how, times);
        course.rollBack();
    }

    private void isBackOnce() {
        course.untilEnded();
        assertThat(course.state().cause(), course.state().phases().get(0).status(), is(PhaseStatus.UNDONE));
        assertThat(fleet.live("one"), is("stable"));
        assertThat(fleet.live("two"), is("stable"));
        assertThat("one operation", operations("undo"), hasSize(1));
        assertThat("done once", fleet.performed("one"), hasSize(2));
    }

    @Test
    public void undoOfATargetThatFails() {
        undo(Behaviour.FAILS, 1);
        course.until(state -> state.held() != null);
        assertThat(course.state().held().kind(), is(HoldKind.UNDO));
        assertThat(course.state().held().why(), containsString("HTTP 422: not today"));
        assertThat("the other is undone all the same", fleet.live("two"), is("stable"));
        course.ask(new Command.Retry(Course.OPS, "today"));
        course.untilEnded();
        assertThat(fleet.live("one"), is("stable"));
        assertThat("a try by a human is another operation", operations("undo"), hasSize(2));
    }

    @Test
    public void undoOfATargetThatHangs() {
        undo(Behaviour.HANGS, 3);
        isBackOnce();
        assertThat("sent again by the target's own patience, and by the engine's", asked("undo"), greaterThan(3));
    }

    @Test
    public void undoOfATargetThatAnswersLate() {
        undo(Behaviour.LATE, 1);
        isBackOnce();
    }

    @Test
    public void undoOfATargetThatAnswersTwice() {
        undo(Behaviour.TWICE, 1);
        isBackOnce();
        assertThat(asked("undo"), is(1));
    }

    @Test
    public void undoOfATargetThatLosesTheConnectionAfterDoingTheWork() {
        undo(Behaviour.DROPS, 1);
        isBackOnce();
    }

    @Test
    public void theKillSwitchWhileADeploymentHangs() {
        one("deploy", Behaviour.HANGS, Integer.MAX_VALUE);
        deploy();
        course.until(state -> asked("deploy") > 0 && fleet.live("two").startsWith("2.0.0"));
        course.rollBack();
        course.untilEnded();
        assertThat(course.state().cause(), is("rolled back by Olga Ops: bad"));
        assertThat(fleet.live("two"), is("stable"));
        assertThat(asked("undo"), is(1));
    }
}
