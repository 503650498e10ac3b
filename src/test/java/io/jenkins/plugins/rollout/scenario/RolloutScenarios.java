package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** What users see a rollout do. */
public abstract class RolloutScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final StubServer server = new StubServer();

    protected abstract Controller controller();

    private static final String SAY = " { echo \"> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}\" }";
    private static final String AUTO = "gate: [approval: [automatic: true]]";

    @Test
    public void aPlanGoesThroughAllFivePhases() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'dogfood'], [name: 'alpha'], [name: 'beta'], [name: 'canary'],
                  [name: 'full', bake: [duration: '1s']]
                ]) {
                  def reach = "[${ROLLOUT_EXPOSURE}] [${ROLLOUT_AUDIENCE}]"
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_VERSION} ${ROLLOUT_PHASE} ${reach}"
                }
                echo '> after'
                """);
        for (String phase : new String[] {"dogfood", "alpha", "beta", "canary", "full"}) {
            build.awaitAsk(phase);
            assertThat(build.approve("alice"), instanceOf(Decision.Accepted.class));
        }
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains(
                "deploy 2.0 dogfood [] [internal]",
                "deploy 2.0 alpha [1] [hand-picked]",
                "deploy 2.0 beta [10] [opted-in]",
                "deploy 2.0 canary [5] []",
                "deploy 2.0 full [100] []",
                "after"));
        assertThat(build.rollout().result(), is(Result.SUCCESS));
        assertThat(build.log(), containsString("phase 'full': baking for 1s"));
    }

    @Test
    public void phasesMayBeSteps() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  stage('dogfood') { phase(name: 'dogfood', %s) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" } }
                  echo "> between ${ROLLOUT_VERSION}"
                  stage('full') { phase(name: 'full') { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" } }
                }
                """.formatted(AUTO));
        build.awaitAsk("full");
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy dogfood", "between 2.0", "deploy full"));
    }

    @Test
    public void aPhaseOfTheStepFormIsCheckedWhenItIsReached() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'wide', exposure: 50, %s) { echo '> wide' }
                  phase(name: 'narrow', exposure: 5, %s) { echo '> narrow' }
                }
                """.formatted(AUTO, AUTO));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), contains("wide"));
        assertThat(
                build.log(),
                containsString("phase 'narrow', exposure: 5 is less than 50 of phase 'wide' before it"));
    }

    @Test
    public void aPlanWithSixMistakesIsRefusedWithAllSixBeforeAnythingRuns() throws Exception {
        Build build = controller.run("""
                rollout(application: '', version: '2.0', onFailure: 'panic', phases: [
                  [name: 'dogfood', gate: [metrics: [
                      threshold(name: 'errors', source: prometheus(server: 'nowhere', query: 'up'), atMost: 1)]]],
                  [name: 'beta', exposure: 140],
                  [name: 'canary', exposure: 5, bake: [duration: 'soon']],
                  [name: 'full', gate: [aproval: [automatic: true]]]
                ]) { echo '> ran' }
                """);
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(empty()));
        assertThat(build.log(), containsString("6 mistakes:"));
        assertThat(build.log(), containsString("application: is missing"));
        assertThat(build.log(), containsString("onFailure: 'panic' is none of"));
        assertThat(build.log(), containsString("phase 'dogfood', gate.metrics[0].source.server: "));
        assertThat(build.log(), containsString("phase 'beta', exposure: 140 is more than 100"));
        assertThat(build.log(), containsString("phase 'canary', bake.duration: 'soon' is not a duration"));
        assertThat(build.log(), containsString("phase 'full', gate.aproval: is not known here"));
    }

    @Test
    public void twoPeopleMustApproveWhereTheQuorumIsTwo() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers'], quorum: 2]]]
                ])""" + SAY);
        build.awaitAsk("full");
        assertThat(build.approve("mallory"), instanceOf(Decision.Refused.class));
        assertThat(build.approve("alice"), instanceOf(Decision.Accepted.class));
        build.approve("alice");
        assertThat("one person counts once", build.rollout().currentPhase().orElseThrow().ask().given().size(), is(1));
        assertThat(build.said(), is(empty()));
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("approved by"));
    }

    @Test
    public void whoeverStartedTheBuildDoesNotApproveIt() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0',
                    phases: [[name: 'full', gate: [approval: [from: ['dev', 'alice']]]]])""" + SAY);
        build.awaitAsk("full");
        assertThat(build.approve("dev"), instanceOf(Decision.Refused.class));
        build.approve("alice");
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void oneNoEndsItAndUndoesWhatIsOutThere() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full']])"""
                        .formatted(AUTO) + SAY);
        build.awaitAsk("full");
        build.reject("alice", "the support desk is empty");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("deploy dogfood", "undo dogfood"));
        assertThat(build.log(), containsString("the support desk is empty"));
    }

    @Test
    public void aComparisonThatCannotBeAskedIsRefusedBeforeAnythingRuns() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'canary', exposure: 5,
                   gate: [metrics: [sampleRatio(name: 'split', source: json(url: '%1$s', path: '/{{version}}'), counter: true)]],
                   bake: [duration: '1m', metrics: [
                     compare(name: 'latency', worse: 'up', tolerance: 'ten', source: json(url: '%1$s', path: '/x'))]]],
                  [name: 'full']
                ]) { echo '> ran' }
                """.formatted(server.uri("/stats")));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), empty());
        for (String mistake : List.of(
                "phase 'canary', gate.metrics[0].expected: is missing; while a gate is open its phase is not deployed yet",
                "phase 'canary', bake.metrics[0].worse: 'up' is none of 'higher', 'lower', 'different'",
                "phase 'canary', bake.metrics[0].tolerance: 'ten' is not understood; write '10%' of the baseline",
                "phase 'canary', bake.metrics[0].baseline: is missing; write where the other side's number comes from")) {
            assertThat(build.log(), containsString(mistake));
        }
    }

    @Test
    public void aFailedBlockRollsBackInReverse() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0',
                    phases: [[name: 'dogfood', %s], [name: 'canary', %s], [name: 'full', %s]]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_PHASE == 'full' && env.ROLLOUT_ACTION == 'deploy') { error 'no luck' }
                }
                """.formatted(AUTO, AUTO, AUTO));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), contains(
                "deploy dogfood", "deploy canary", "deploy full", "undo full", "undo canary", "undo dogfood"));
        assertThat(build.log(), containsString("no luck"));
    }

    @Test
    public void abortingTheBuildRollsBackInReverse() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0',
                    phases: [[name: 'dogfood', %s], [name: 'canary', %s], [name: 'full']])"""
                        .formatted(AUTO, AUTO) + SAY);
        build.awaitAsk("full");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("deploy dogfood", "deploy canary", "undo canary", "undo dogfood"));
    }

    @Test
    public void abortingWhileABlockRunsStopsItAndRollsBack() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full', %s]]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_PHASE == 'full' && env.ROLLOUT_ACTION == 'deploy') { sleep 600 }
                }
                """.formatted(AUTO, AUTO));
        build.awaitLog("> deploy full");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("deploy dogfood", "deploy full", "undo full", "undo dogfood"));
    }

    @Test
    public void aSecondAbortEndsItWithoutUndo() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full']]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_ACTION == 'undo') { sleep 600 }
                }
                """.formatted(AUTO));
        build.awaitAsk("full");
        build.abort("dev");
        build.awaitLog("> undo dogfood");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.phase("dogfood"), is(not(PhaseStatus.UNDONE)));
    }

    @Test
    public void abortInTheStepFormEndsIt() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { echo '> dogfood' }
                  phase(name: 'full') { echo '> full' }
                }
                """.formatted(AUTO));
        build.awaitAsk("full");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("dogfood"));
        assertThat(build.rollout().isEnded(), is(true));
    }

    @Test
    public void abortBetweenThePhasesOfTheStepFormEndsIt() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { echo '> dogfood' }
                  echo '> between'
                  sleep 600
                }
                """.formatted(AUTO));
        build.awaitLog("> between");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.rollout().result(), is(Result.ABORTED));
    }

    @Test
    public void theKillSwitchEndsTheWayForwardOfTheStepFormButNotItsWayOut() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  try {
                    phase(name: 'dogfood', %s) { deployTo http(url: '%s') }
                    phase(name: 'full') { echo '> full' }
                    echo '> on we go'
                  } finally {
                    sleep 1
                    echo '> cleaned up'
                  }
                }
                """.formatted(AUTO, server.uri("/shop")));
        build.awaitAsk("full");
        build.act("olga", actor -> new Command.RollBack(actor, "errors everywhere"));
        build.awaitEnd("FAILURE");
        assertThat(acts(), contains("deploy dogfood", "undo dogfood"));
        assertThat(build.said(), contains("cleaned up"));
    }

    @Test
    public void theKillSwitchBetweenThePhasesOfTheStepFormEndsIt() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { echo '> dogfood' }
                  echo '> between'
                  sleep 600
                }
                """.formatted(AUTO));
        build.awaitLog("> between");
        build.act("olga", actor -> new Command.RollBack(actor, "errors everywhere"));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("errors everywhere"));
    }

    @Test
    public void onFailurePauseWaitsForAHumanWhoRetries() throws Exception {
        Build build = controller.run("""
                def tries = 0
                rollout(application: 'shop', version: '2.0', onFailure: 'pause', phases: [[name: 'full', %s]]) {
                  tries++
                  echo "> ${ROLLOUT_ACTION} ${tries}"
                  if (tries == 1) { error 'not yet' }
                }
                """.formatted(AUTO));
        build.awaitRollout("hold", state -> state.held() != null);
        build.act("olga", actor -> new Command.Retry(actor, "again"));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy 1", "deploy 2"));
    }

    @Test
    public void onFailurePauseWaitsForAHumanWhoSkips() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', onFailure: 'pause',
                    phases: [[name: 'dogfood', %s], [name: 'full', %s]]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_PHASE == 'dogfood') { error 'never mind' }
                }
                """.formatted(AUTO, AUTO));
        build.awaitRollout("hold", state -> state.held() != null);
        assertThat(build.act("olga", actor -> new Command.Skip(actor, "x")), instanceOf(Decision.Refused.class));
        build.act("root", actor -> new Command.Skip(actor, "dogfood is closed today"));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy dogfood", "deploy full"));
    }

    @Test
    public void onFailureStopUndoesNothing() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', onFailure: 'stop',
                    phases: [[name: 'dogfood', %s], [name: 'full', %s]]) {
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                  if (env.ROLLOUT_PHASE == 'full') { error 'no luck' }
                }
                """.formatted(AUTO, AUTO));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), contains("deploy dogfood", "deploy full"));
    }

    @Test
    public void theKillSwitchRollsBackAtOnceWhateverWaits() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full']])"""
                        .formatted(AUTO) + SAY);
        build.awaitAsk("full");
        build.act("olga", actor -> new Command.RollBack(actor, "complaints"));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), contains("deploy dogfood", "undo dogfood"));
    }

    @Test
    public void aSecondRolloutWaitsItsTurn() throws Exception {
        Build first = controller.run("rollout(application: 'shop', version: '1', phases: [[name: 'full']])" + SAY);
        first.awaitAsk("full");
        Build second = controller.run("rollout(application: 'shop', version: '2',"
                + " phases: [[name: 'full', %s]])".formatted(AUTO) + SAY);
        second.awaitRollout("wait", state -> state.behind() != null);
        assertThat(second.said(), is(empty()));
        first.approve("alice");
        first.awaitEnd("SUCCESS");
        second.awaitEnd("SUCCESS");
    }

    @Test
    public void aSecondRolloutMayFailInstead() throws Exception {
        Build first = controller.run("rollout(application: 'shop', version: '1', phases: [[name: 'full']])" + SAY);
        first.awaitAsk("full");
        Build second = controller.run("rollout(application: 'shop', version: '2', ifBusy: 'fail',"
                + " phases: [[name: 'full', %s]])"
                .formatted(AUTO) + SAY);
        second.awaitEnd("FAILURE");
        assertThat(second.said(), is(empty()));
        assertThat(second.log(), containsString("is busy with rollout"));
        first.approve("alice");
        first.awaitEnd("SUCCESS");
    }

    @Test
    public void aSecondRolloutMayTakeOverAfterTheFirstIsUndone() throws Exception {
        Build first = controller.run("rollout(application: 'shop', version: '1',"
                + " phases: [[name: 'dogfood', %s], [name: 'full']])"
                .formatted(AUTO) + SAY);
        first.awaitAsk("full");
        Build second = controller.run("rollout(application: 'shop', version: '2', ifBusy: 'supersede',"
                + " phases: [[name: 'full', %s]])"
                .formatted(AUTO) + SAY);
        second.awaitEnd("SUCCESS");
        first.awaitEnd("ABORTED");
        assertThat(first.said(), contains("deploy dogfood", "undo dogfood"));
    }

    @Test
    public void aGateStandsAnywhereAndAsksForApproval() throws Exception {
        Build build = controller.run("""
                gate(name: 'before-lunch', approval: [from: ['alice'], message: 'Everybody back?'])
                echo '> after'
                """);
        build.awaitAsk("before-lunch");
        assertThat(build.rollout().plan().version(), is("1"));
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("after"));
    }

    @Test
    public void whatApproversAnswerReachesTheBlock() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', gate: [approval: [
                    ask: [choice(name: 'risk', choices: ['low', 'high']), yesNo(name: 'told')]]]]]) {
                  echo "> ${ROLLOUT_ANSWER_RISK} ${ROLLOUT_ANSWER_TOLD}"
                }""");
        build.awaitAsk("full");
        assertThat(((Decision.Refused) build.approve("alice")).field(), is("answers.risk"));
        build.approve("alice", Map.of("risk", "low", "told", "true"));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("low true"));
    }

    @Test
    public void aGateGivesThePipelineWhatWasAnswered() throws Exception {
        Build build = controller.run("""
                def said = gate(approval: [ask: [choice(name: 'risk', choices: ['low', 'high']), yesNo(name: 'told')]])
                echo "> ${said.risk}, ${said.told ? 'told' : 'not told'}"
                """);
        build.awaitAsk("gate");
        build.approve("alice", Map.of("risk", "high", "told", "false"));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("high, not told"));
    }

    @Test
    public void aRejectedGateAbortsTheBuild() throws Exception {
        Build build = controller.run("gate()");
        build.awaitAsk("gate");
        build.reject("alice", "not today");
        build.awaitEnd("ABORTED");
        assertThat(build.log(), containsString("not today"));
    }

    @Test
    public void anAbortedGateEndsAtOnce() throws Exception {
        Build build = controller.run("gate()");
        build.awaitAsk("gate");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.rollout().isEnded(), is(true));
    }

    @Test
    public void aGateInsideARolloutIsAboutItsVersion() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s]]) {
                  gate(approval: [automatic: true])
                }
                """.formatted(AUTO));
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("gate for shop 2.0"));
    }

    @Test
    public void stepsOutOfPlaceAreRefusedWithTheMend() throws Exception {
        Build lonely = controller.run("phase(name: 'full') { echo '> ran' }");
        lonely.awaitEnd("FAILURE");
        assertThat(lonely.log(), containsString("phase 'full': there is no rollout around it"));

        Build nested = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s]]) {
                  if (env.ROLLOUT_ACTION == 'deploy') { phase(name: 'inner', exposure: 1) { echo '> ran' } }
                }
                """.formatted(AUTO));
        nested.awaitEnd("FAILURE");
        assertThat(nested.log(), containsString("it stands inside the block of phase 'full'"));

        Build outside = controller.run("deployTo http(url: 'http://localhost:1/')");
        outside.awaitEnd("FAILURE");
        assertThat(outside.log(), containsString("deployTo"));
    }

    @Test
    public void targetsAreDeployedByTheBlockAndUndoneByTheEngine() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'dogfood', %s], [name: 'full', %s]]) {
                  deployTo http(url: '%s')
                  if (env.ROLLOUT_PHASE == 'full' && env.ROLLOUT_ACTION == 'deploy') { error 'no luck' }
                  echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                }
                """.formatted(AUTO, AUTO, server.uri("/shop")));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), contains("deploy dogfood", "undo full", "undo dogfood"));
        assertThat(build.log(), containsString("already undone"));
        assertThat(acts(), contains("deploy dogfood", "deploy full", "undo full", "undo dogfood"));
    }

    @Test
    public void theStepFormUndoesWhatDeployToDeployed() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { deployTo http(url: '%s') }
                  phase(name: 'canary', %s) { echo '> by hand' }
                  phase(name: 'full') { echo '> full' }
                }
                """.formatted(AUTO, server.uri("/shop"), AUTO));
        build.awaitAsk("full");
        build.reject("alice", "no");
        build.awaitEnd("ABORTED");
        assertThat(acts(), contains("deploy dogfood", "undo dogfood"));
        assertThat(build.phase("dogfood"), is(PhaseStatus.UNDONE));
        assertThat(build.phase("canary"), is(PhaseStatus.NOT_UNDONE));
        assertThat(build.log(), containsString("!! phase 'canary': NOT UNDONE"));
    }

    @Test
    public void aTargetThatRefusesFailsThePhase() throws Exception {
        server.on("/shop", 400, "{\"error\": \"no such cohort\"}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', onFailure: 'stop', phases: [[name: 'full', %s]]) {
                  deployTo http(url: '%s')
                }
                """.formatted(AUTO, server.uri("/shop")));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("no such cohort"));
    }

    @Test
    public void aMetricThatFailsKeepsThePhaseFromBeingDeployed() throws Exception {
        server.on("/errors", 200, "{\"rate\": 0.4}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', gate: [
                    metrics: [threshold(name: 'errors', source: json(url: '%s', path: '/rate'), atMost: 0.01)],
                    approval: [automatic: true]]]])""".formatted(server.uri("/errors")) + SAY);
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(empty()));
        assertThat(build.log(), containsString("'errors' FAILS"));
    }

    @Test
    public void roundsThatSayTheSameAreToldOnce() throws Exception {
        server.on("/errors", 200, "{\"rate\": 0.001}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run("""
                gate(interval: '20ms', passes: 60, approval: [automatic: true],
                     metrics: [threshold(name: 'errors', source: json(url: '%s', path: '/rate'), atMost: 0.01)])
                """.formatted(server.uri("/errors")));
        build.awaitEnd("SUCCESS");
        assertThat(build.rollout().phases().get(0).watch().rounds(), is(60));
        assertThat(build.log().lines().filter(line -> line.contains("'errors' holds")).count(), is(1L));
        assertThat(build.log().lines().filter(line -> line.startsWith("[rollout]")).count(), lessThan(10L));
    }

    /** What the server was asked to do, in order. */
    private List<String> acts() throws Exception {
        var acts = new ArrayList<String>();
        for (StubServer.Asked asked : server.asked()) {
            JsonNode body = new ObjectMapper().readTree(asked.body());
            if (!body.path("action").asText().equals("status")) {
                acts.add(body.path("action").asText() + " " + body.path("phase").asText());
            }
        }
        return acts;
    }
}
