package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** What becomes of what is out: it is handed over, looked after, and taken back when all else is stuck. */
public abstract class WayBackScenarios {
    private static final String AUTO = "gate: [approval: [automatic: true]]";
    private static final String DONE = "{\"state\": \"done\", \"live\": false}";

    @Rule
    public final Controller controller = controller();

    @Rule
    public final StubServer server = new StubServer();

    protected abstract Controller controller();

    private Build deploying(String driftInterval, String phases) throws Exception {
        controller.allow(server.uri("/").toString());
        return controller.run("""
                rollout(application: 'shop', version: '2.0', driftInterval: '%s', phases: [%s]) {
                  deployTo http(url: '%s')
                }
                """.formatted(driftInterval, phases, server.uri("/shop")));
    }

    @Test
    public void aNewerRolloutOfAnotherJobTakesOverWhatTheOlderOneHasReached() throws Exception {
        String block = " { echo \"> ${ROLLOUT_ACTION} ${ROLLOUT_VERSION} ${ROLLOUT_PHASE} ${ROLLOUT_EXPOSURE}"
                + " [${ROLLOUT_INHERITED_EXPOSURE}] after ${ROLLOUT_PREVIOUS_VERSION}\" }";
        Build older = controller.run("rollout(application: 'shop', version: '2.0', previousVersion: '1.0',"
                + " phases: [[name: 'alpha', audience: null, exposure: 20, %s], [name: 'full']])".formatted(AUTO) + block);
        older.awaitAsk("full");
        Build newer = controller.run("rollout(application: 'shop', version: '2.1', ifBusy: 'supersede', handOver: true,"
                + " phases: [[name: 'canary', exposure: 5], [name: 'full']])" + block);
        older.awaitEnd("ABORTED");
        assertThat(older.said(), contains("deploy 2.0 alpha 20 [] after 1.0"));
        assertThat(older.log(), containsString("handed over to rollout " + newer.rollout().id()));
        newer.awaitAsk("canary");
        assertThat(newer.log(), containsString("takes over from rollout " + older.rollout().id()));
        JsonNode state = new ObjectMapper()
                .readTree(Visitor.of(controller, "alice").get(newer.run().getUrl() + "rollout/state").body());
        assertThat(state.path("inherited").path("exposure").asText(), is("20"));
        newer.approve("alice");
        newer.awaitAsk("full");
        newer.act("olga", actor -> new Command.RollBack(actor, "complaints"));
        newer.awaitEnd("FAILURE");
        assertThat(newer.said(), contains(
                "deploy 2.1 canary 20 [20] after 1.0",
                "undo 2.1 canary 20 [20] after 1.0",
                "undo 2.0 alpha 20 [20] after 1.0"));
    }

    @Test
    public void whoWaitsSeesItsPlaceInTheLine() throws Exception {
        String plan = "rollout(application: 'shop', version: '2.0', phases: [[name: 'full']]) { echo '> out' }";
        Build first = controller.run(plan);
        first.awaitAsk("full");
        Build second = controller.run(plan);
        second.awaitRollout("wait", state -> state.behind() != null);
        Build third = controller.run(plan);
        third.awaitRollout("wait", state -> state.behind() != null);
        JsonNode queue = queue(third);
        assertThat(queue.path("position").asInt(), is(2));
        assertThat(queue.path("behind").asText(), is(second.rollout().id()));
        assertThat(queue.path("before").get(0).asText(), is(first.rollout().id()));
        assertThat(queue(first).path("waiting").size(), is(2));
        second.abort("dev");
        second.awaitEnd("ABORTED");
        third.awaitLog("waiting for rollout " + first.rollout().id());
        first.approve("alice");
        third.awaitAsk("full");
        third.approve("alice");
        third.awaitEnd("SUCCESS");
    }

    private JsonNode queue(Build build) throws Exception {
        return new ObjectMapper()
                .readTree(Visitor.of(controller, "alice").get(build.run().getUrl() + "rollout/state").body())
                .path("queue");
    }

    @Test
    public void theKillSwitchWorksWhileADeploymentHangs() throws Exception {
        server.on("/shop", 202, Map.of("Location", "/progress", "Retry-After", "1"), "")
                .on("/shop", 200, DONE)
                .on("/progress", 202, "");
        Build build = deploying("off", "[name: 'full', %s]".formatted(AUTO));
        build.awaitRollout("call", state -> server.asked().stream().anyMatch(asked -> asked.body().contains("deploy")));
        build.act("olga", actor -> new Command.RollBack(actor, "complaints"));
        build.awaitEnd("FAILURE");
        assertThat(build.phase("full"), is(PhaseStatus.UNDONE));
    }

    @Test
    public void theKillSwitchWorksWhileMetricsAreDown() throws Exception {
        server.on("/shop", 200, DONE).on("/metrics", 503, "");
        Build build = deploying(
                "off",
                """
                [name: 'dogfood', %s, bake: [duration: '1h', interval: '1s', metrics: [
                  threshold(name: 'errors', source: json(url: '%s', path: '/rate'), atMost: 1, noDataLimit: 2)]]]"""
                        .formatted(AUTO, server.uri("/metrics")));
        build.awaitRollout("a human is asked", state -> state.held() != null);
        assertThat(build.rollout().held().kind(), is(HoldKind.INCONCLUSIVE));
        build.act("olga", actor -> new Command.RollBack(actor, "blind"));
        build.awaitEnd("FAILURE");
        assertThat(build.phase("dogfood"), is(PhaseStatus.UNDONE));
    }

    @Test
    public void whatCouldNotBeUndoneIsTriedAgainFromThePage() throws Exception {
        server.on("/shop", 200, "{}").on("/shop", 422, "{\"error\": \"locked\"}").on("/shop", 200, DONE);
        Build build = deploying("off", "[name: 'dogfood', %s], [name: 'full']".formatted(AUTO));
        build.awaitAsk("full");
        build.act("olga", actor -> new Command.RollBack(actor, "complaints"));
        build.awaitRollout("a human is asked", state -> state.held() != null);
        build.awaitLog("locked");
        assertThat(build.act("olga", actor -> new Command.Retry(actor, "unlocked")), instanceOf(Decision.Accepted.class));
        build.awaitEnd("FAILURE");
        assertThat(build.phase("dogfood"), is(PhaseStatus.UNDONE));
        assertThat(build.rollout().cause(), not(containsString("NOT UNDONE")));
    }

    @Test
    public void aTargetThatSomebodyElseChangesHoldsTheRollout() throws Exception {
        server.on("/shop", 200, "{\"state\": \"changed\", \"live\": false, \"error\": \"the weight is 0\"}");
        Build build = deploying("10s", "[name: 'dogfood', %s, bake: [duration: '1h']]".formatted(AUTO));
        build.awaitRollout("a human is asked", state -> state.held() != null);
        assertThat(build.rollout().held().kind(), is(HoldKind.DRIFT));
        build.awaitLog("the weight is 0");
        build.awaitLog("retry to deploy it again, resume to accept it, roll back or stop");
        build.act("olga", actor -> new Command.Resume(actor, "we know"));
        build.awaitRollout("goes on", state -> state.held() == null);
        build.awaitLog("the change is accepted by");
        build.act("olga", actor -> new Command.RollBack(actor, "enough"));
        build.awaitEnd("FAILURE");
    }
}
