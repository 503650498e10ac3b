package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.journal.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** People hear of a rollout in their chat, once, and answer by the links in it. */
public abstract class MessageScenarios {
    private static final String ASKING = """
            rollout(application: 'chatty', version: '2.0', notify: [slack(server: 'releases', channel: '#shop')],
                    announce: [[by: slack(server: 'releases', channel: '#beta'), phases: ['full']]], phases: [
              [name: 'full', exposure: 100, gate: [approval: [from: ['release-managers'], quorum: 2]]]
            ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
            """;

    /** Outside of the controller, which is killed. */
    @Rule
    public final StubServer slack = new StubServer();

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private Build build;

    @Before
    public void define() throws Exception {
        slack.on("/api/chat.postMessage", 200, "{\"ok\": true}");
        controller.server("slack", "releases", slack.uri("/api").toString());
    }

    @After
    public void leaveNothingOpen() throws Exception {
        if (build != null && !controller.isOver(build.run())) {
            build.abort("dev");
            await().atMost(1, TimeUnit.MINUTES).until(() -> controller.isOver(build.run()));
        }
    }

    private List<JsonNode> told(int messages) throws Exception {
        await(messages + " messages").atMost(90, TimeUnit.SECONDS).until(() -> slack.asked().size() >= messages);
        var all = new ArrayList<JsonNode>();
        for (StubServer.Asked asked : slack.asked()) {
            all.add(Lines.JSON.readTree(asked.body()));
        }
        return all;
    }

    private static String token(JsonNode message) {
        String url = message.findValuesAsText("url").get(0);
        assertThat(url, containsString("/confirm?token="));
        return url.substring(url.indexOf("token=") + "token=".length());
    }

    private Visitor.Answer confirm(String by, String token) throws Exception {
        return Visitor.of(controller, by)
                .postJson(build.run().getUrl() + "rollout/confirm", Map.of("token", token, "comment", "from the chat"));
    }

    private JsonNode state() throws Exception {
        return Visitor.of(controller, "alice").get(build.run().getUrl() + "rollout/state").json();
    }

    private void awaitSent() throws Exception {
        await("the state says so").atMost(90, TimeUnit.SECONDS).until(() ->
                state().path("messages").findValuesAsText("state").contains("sent"));
    }

    @Test
    public void twoApproversUseTheSameMessageAndNobodyElse() throws Exception {
        build = controller.run(ASKING);
        build.awaitAsk("full");
        JsonNode asked = told(1).get(0);
        assertThat(asked.path("channel").asText(), is("#shop"));
        assertThat(asked.path("text").asText(), is("chatty 2.0 to production, phase 'full': approval wanted"));
        awaitSent();
        JsonNode shown = state().path("messages").get(0);
        assertThat(shown.path("to").asText(), is("slack 'releases' #shop"));
        assertThat(shown.path("topic").asText(), is("approval"));
        String yes = token(asked);
        assertThat(confirm("mallory", yes).status(), is(403));
        assertThat("whoever started it", confirm("dev", yes).status(), is(403));
        assertThat(confirm("alice", yes).status(), is(200));
        assertThat("one person counts once", confirm("alice", yes).status(), not(is(500)));
        assertThat(build.rollout().phase("full").orElseThrow().ask().given().size(), is(1));
        assertThat(confirm("bob", yes).status(), is(200));
        build.awaitEnd("SUCCESS");
        assertThat(
                told(3).stream().map(one -> one.path("text").asText()).sorted().toList(),
                is(List.of(
                        "chatty 2.0 is here",
                        "chatty 2.0 to production, phase 'full': approval wanted",
                        "chatty 2.0 to production: done")));
        assertThat(confirm("bob", yes).status(), is(409));
    }

    @Test
    public void afterAKillNobodyHearsItAgainAndWhatWasNotSentIsSent() throws Exception {
        build = controller.run(ASKING);
        build.awaitAsk("full");
        told(1);
        awaitSent();
        controller.crash();
        build.awaitAsk("full");
        build.approve("alice");
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        List<JsonNode> all = told(3);
        assertThat(
                all.stream().filter(one -> one.path("text").asText().contains("approval wanted")).count(), is(1L));
        assertThat(all.size(), is(3));
    }

    @Test
    public void aMistakeIsNamedBeforeAnythingStarts() throws Exception {
        build = controller.run(ASKING.replace("channel: '#shop'", "on: ['aproval']").replace("['full']]]", "['ful']]]"));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("announce[0].phases[0]: 'ful' is none of the phases full"));
        assertThat(build.log(), containsString("notify[0].on[0]: 'aproval' is none of started, approval"));
        assertThat(build.log(), containsString("notify[0].channel: is missing; write '#releases'"));
        assertThat(slack.asked(), is(List.of()));
    }
}
