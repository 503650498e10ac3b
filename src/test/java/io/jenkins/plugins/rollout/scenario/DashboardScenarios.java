package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** The dashboard and the numbers, over HTTP. */
public abstract class DashboardScenarios {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private static String rollout(String application, String version, String approval) {
        return """
                rollout(application: '%s', version: '%s', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [%s]]]
                ]) { echo "> ${ROLLOUT_ACTION} after ${env.ROLLOUT_PREVIOUS_VERSION}" }
                """.formatted(application, version, approval);
    }

    private JsonNode history(String user, String query) throws Exception {
        HistoryKeeper.get().settle();
        return Visitor.of(controller, user).get("phased-rollout/history" + query).json();
    }

    @Test
    public void everyStationOfARolloutShows() throws Exception {
        Build first = controller.run(rollout("station", "1.0", "automatic: true"));
        first.awaitEnd("SUCCESS");
        Build second = controller.run(rollout("station", "2.0", "from: ['release-managers']"));
        second.awaitAsk("full");
        Build third = controller.run(rollout("station", "3.0", "automatic: true"));
        third.awaitLog("waiting for rollout");
        JsonNode place = history("mallory", "?application=station").at("/places/0");
        assertThat(place.at("/live/version").asText(), is("1.0"));
        assertThat(place.at("/live/url").asText(), is(first.run().getUrl() + "rollout/" + first.rollout().id() + "/"));
        assertThat(place.at("/underWay/0/version").asText(), is("2.0"));
        assertThat(place.at("/underWay/0/exposure").asText(), is("5"));
        assertThat(place.at("/underWay/0/status").asText(), is("asking"));
        assertThat(place.at("/queue/0/version").asText(), is("3.0"));
        assertThat(place.at("/waiting").asInt(), is(1));
        second.reject("alice", "not this one");
        third.awaitEnd("SUCCESS");
        JsonNode after = history("mallory", "?application=station&most=2");
        assertThat(after.at("/places/0/live/version").asText(), is("3.0"));
        assertThat(after.at("/rollouts/0/version").asText(), is("3.0"));
        assertThat(after.at("/rollouts/1/result").asText(), is("ABORTED"));
        assertThat(after.at("/rollouts/1/cause").asText(), containsString("not this one"));
        JsonNode older = history("mallory", "?application=station&most=2&before=" + after.get("next").asText());
        assertThat(older.at("/rollouts/0/version").asText(), is("1.0"));
        assertThat(older.get("next").asText(), is(""));
        assertThat(history("mallory", "?application=nothing").get("places").size(), is(0));
    }

    @Test
    public void stoppedRolloutSaysWhatItMayHaveLeft() throws Exception {
        Build build = controller.run(rollout("mixture", "2.0", "from: ['release-managers']"));
        build.awaitAsk("full");
        build.act("olga", by -> new Command.Stop(by, "enough"));
        build.awaitEnd("ABORTED");
        JsonNode place = history("mallory", "?application=mixture").at("/places/0");
        assertThat(place.get("mixed").asBoolean(), is(true));
        assertThat(place.has("live"), is(false));
        assertThat(place.at("/left/0/reach").asText(), is("up to 5 %"));
        assertThat(place.at("/left/0/why").asText(), containsString("enough"));
    }

    @Test
    public void whatSomebodySaysIsLiveIsKnownToTheNextRolloutAndOnRecord() throws Exception {
        controller.run("echo 'here'").awaitEnd("SUCCESS");
        Visitor connie = Visitor.of(controller, "connie");
        Map<String, String> word = Map.of("application", "seeded", "version", "0.9", "reason", HOSTILE);
        assertThat(Visitor.of(controller, "mallory").postJson("phased-rollout/say", word).status(), is(403));
        assertThat(connie.postWithoutCrumb("phased-rollout/say", word).status(), is(403));
        assertThat(connie.get("phased-rollout/say").status(), is(405));
        assertThat(connie.postJson("phased-rollout/say", Map.of("application", "seeded")).json().get("field").asText(), is("version"));
        assertThat(connie.postJson("phased-rollout/say", word).json().get("live").asText(), is("0.9"));
        assertThat("no job of mallory's", history("mallory", "?application=seeded").get("places").size(), is(0));
        assertThat(history("connie", "?application=seeded").at("/places/0/live/saidBy").asText(), is("connie"));
        Build build = controller.run(rollout("seeded", "1.0", "automatic: true"));
        build.awaitEnd("SUCCESS");
        assertThat(build.said().get(0), is("deploy after 0.9"));
        String page = connie.get("phased-rollout/").body();
        assertThat(page, containsString("rollout-dashboard-state"));
        assertThat(page, not(containsString(HOSTILE)));
        RolloutService.get().audit().settle();
        assertThat(RolloutService.get().audit().store().latest(AuditQuery.ALL, 500).stream()
                .anyMatch(line -> line.record().act().equals("saidLive")
                        && line.record().by().id().equals("connie")
                        && line.record().comment().contains("seeded in production: 0.9")), is(true));
    }

    @Test
    public void requestsThatMakeNoSenseAreRefusedByName() throws Exception {
        controller.run("echo 'here'").awaitEnd("SUCCESS");
        assertThat(history("mallory", "?most=0").get("field").asText(), is("most"));
        assertThat(history("mallory", "?before=yesterday").get("field").asText(), is("before"));
    }

    @Test
    public void numbersAreForThoseWithThePermissionAndNameNoVersion() throws Exception {
        Build build = controller.run(rollout("counted", "7.7.7", "from: ['release-managers']"));
        build.awaitAsk("full");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        HistoryKeeper.get().settle();
        assertThat(Visitor.of(controller, "connie").get("phased-rollout/metrics").status(), is(403));
        Visitor admin = Visitor.of(controller, "admin");
        await().until(() -> admin.get("phased-rollout/metrics").status() == 200);
        String numbers = admin.get("phased-rollout/metrics").body();
        String labels = "{application=\"counted\",environment=\"production\"";
        assertThat(numbers, containsString("rollout_deployments_total" + labels + "} 1.0\n"));
        assertThat(numbers, containsString("rollout_changes_total" + labels + "} 1.0\n"));
        assertThat(numbers, containsString("rollout_lead_time_seconds_count" + labels + "} 1\n"));
        assertThat(numbers, containsString("rollout_approval_wait_seconds_count" + labels + "} 1\n"));
        assertThat(numbers, containsString("rollout_phase_duration_seconds_count" + labels + ",phase=\"canary\"} 1\n"));
        assertThat(numbers, containsString("rollout_results_total" + labels + ",result=\"success\"} 1.0\n"));
        assertThat(numbers, containsString("rollout_open{status=\"waiting\"} "));
        assertThat(numbers, not(containsString("7.7.7")));
        assertThat(numbers, not(containsString(build.run().getParent().getFullName())));
    }
}
