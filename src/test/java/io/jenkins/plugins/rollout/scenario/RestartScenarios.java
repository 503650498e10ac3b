package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;

/** What users see of a rollout whose controller is stopped or killed: nothing. */
public abstract class RestartScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final StubServer server = new StubServer();

    protected abstract Controller controller();

    private static final String SAY = " { echo \"> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}\" }";
    private static final String AUTO = "gate: [approval: [automatic: true]]";

    @Test
    public void nothingIsCalledTwiceAndNothingIsForgottenOverARestart() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full']])"""
                                .formatted(AUTO)
                        + SAY);
        build.awaitAsk("full");
        controller.restart();
        build.awaitAsk("full");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy dogfood", "deploy full"));
        assertThat(occurrences(build.log(), "phase 'dogfood': deployed"), is(1));
    }

    @Test
    public void anApprovalIsNeitherLostNorCountedTwiceOverACrash() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', gate: [approval: [quorum: 2]]]])"""
                        + SAY);
        build.awaitAsk("full");
        build.approve("alice");
        controller.crash();
        build.awaitAsk("full");
        assertThat(build.rollout().currentPhase().orElseThrow().ask().given().size(), is(1));
        build.approve("alice");
        assertThat(build.rollout().currentPhase().orElseThrow().ask().given().size(), is(1));
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy full"));
        assertThat(occurrences(build.log(), "approved by"), is(2));
    }

    @Test
    public void aLinkStaysUsedOverACrashAndAnotherStaysGood() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', gate: [approval: [quorum: 2]]]])"""
                        + SAY);
        build.awaitAsk("full");
        String page = build.run().getUrl() + "rollout/";
        String used = Visitor.of(controller, "alice").token(page);
        String fresh = Visitor.of(controller, "alice").token(page);
        assertThat(Visitor.of(controller, "alice").confirm(page, used).status(), is(200));
        controller.crash();
        build.awaitAsk("full");
        assertThat(Visitor.of(controller, "bob").confirm(page, used).status(), is(409));
        assertThat(Visitor.of(controller, "bob").confirm(page, fresh).status(), is(200));
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void whatPeopleSaidIsThereAfterACrashAndTheGateGoesOnWaiting() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'dogfood', %s],
                  [name: 'full', gate: [interval: '1s', approval: [automatic: true],
                                        metrics: [feedback(minimumResponses: 2), signOff(['bob'])]]]]) {
                  rolloutFeedback(score: 3)
                }
                """
                        .formatted(AUTO));
        build.awaitLog("'feedback' waits (1 response, mean 3, none negative; 1 more wanted)");
        String page = build.run().getUrl() + "rollout/";
        Visitor.of(controller, "bob").postForm(page + "signOff", Map.of("ok", "true"));
        controller.crash();
        build.awaitRollout("a round", state -> !state.isEnded() && state.phase("full").orElseThrow().watch() != null);
        Visitor.of(controller, "alice").postForm(page + "feedback", Map.of("score", "5"));
        build.awaitEnd("SUCCESS");
        assertThat(build.log().contains("'feedback' holds (2 responses, mean 4, none negative)"), is(true));
    }

    @Test
    public void aBlockGoesOnAfterACrash() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s]]) {
                  echo '> begun'
                  sleep 5
                  echo '> done'
                }
                """
                        .formatted(AUTO));
        build.awaitLog("> begun");
        controller.crash();
        build.awaitEnd("SUCCESS");
        // Pipeline repeats a step whose end was not saved yet
        assertThat(build.said().stream().distinct().toList(), contains("begun", "done"));
        assertThat(occurrences(build.log(), "phase 'full': deployed"), is(1));
    }

    @Test
    public void aBakeGoesOnAfterACrash() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s, bake: [duration: '5s']]])"""
                                .formatted(AUTO)
                        + SAY);
        build.awaitPhase("full", PhaseStatus.BAKING);
        controller.crash();
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy full"));
    }

    @Test
    public void anUndoIsNotForgottenOverACrash() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0',
                    phases: [[name: 'dogfood', %s], [name: 'canary', %s], [name: 'full']]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_ACTION == 'undo' && env.ROLLOUT_PHASE == 'canary') { sleep 5 }
                }
                """
                        .formatted(AUTO, AUTO));
        build.awaitAsk("full");
        build.reject("alice", "no");
        build.awaitLog("> undo canary");
        controller.crash();
        build.awaitEnd("ABORTED");
        assertThat(
                build.said().stream().distinct().toList(),
                contains("deploy dogfood", "deploy canary", "undo canary", "undo dogfood"));
    }

    @Test
    public void theKillSwitchWorksWhileJenkinsRestarts() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full', %s]]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_ACTION == 'deploy' && env.ROLLOUT_PHASE == 'full') { sleep 600 }
                }
                """
                        .formatted(AUTO, AUTO));
        build.awaitLog("> deploy full");
        build.act("olga", actor -> new Command.RollBack(actor, "complaints"));
        controller.crash();
        build.awaitEnd("FAILURE");
        assertThat(
                build.said().stream().distinct().toList(),
                contains("deploy dogfood", "deploy full", "undo full", "undo dogfood"));
    }

    @Test
    public void theStepFormGoesOnAfterACrash() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { echo '> dogfood' }
                  phase(name: 'full') { echo '> full' }
                }
                """
                        .formatted(AUTO));
        build.awaitAsk("full");
        controller.crash();
        build.awaitAsk("full");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("dogfood", "full"));
    }

    @Test
    public void whatHappenedWhileNobodyCalledTheBlockIsStillTold() throws Exception {
        Build build = controller.run("rollout(application: 'shop', version: '2.0', phases: [[name: 'full']])" + SAY);
        build.awaitAsk("full");
        controller.crash();
        build.awaitLog("the controller was restarted; going on");
        RolloutState state = build.awaitRollout(
                "request", s -> s.currentPhase().map(p -> p.ask() != null).orElse(false));
        assertThat(state.isEnded(), is(false));
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        assertThat(occurrences(build.log(), "rollout of shop 2.0"), is(1));
        assertThat(occurrences(build.log(), "waiting for approval"), is(1));
    }

    @Test
    public void aTargetIsNotCalledTwiceOverACrash() throws Exception {
        server.on("/shop", 202, Map.of("Location", "/progress", "Retry-After", "1"), "");
        server.on("/progress", 202, "");
        controller.allow(server.uri("/").toString());
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s]]) {
                  deployTo http(url: '%s')
                  echo '> deployed'
                }
                """
                        .formatted(AUTO, server.uri("/shop")));
        build.awaitRollout(
                "operation", state -> state.phases().get(0).operations().size() == 1);
        controller.crash();
        build.awaitLog("the controller was restarted; going on");
        server.on("/shop", 200, "{\"state\": \"done\"}");
        server.on("/progress", 200, "");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deployed"));
        assertThat(build.rollout().phases().get(0).operations().size(), is(1));
        List<String> keys = server.asked().stream()
                .filter(asked -> asked.body().contains("\"action\":\"deploy\""))
                .map(asked -> asked.header("Idempotency-key"))
                .distinct()
                .toList();
        assertThat("whatever is sent again is the same operation", keys.size(), is(1));
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
