package io.jenkins.plugins.rollout.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.policy.Server;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** The Slack notifier against a server that answers as Slack's API and its incoming webhooks do. */
public class SlackNotifierTest extends NotifierContract {
    private static final String TOKEN = "xoxb-123456789-abcdefghij";
    private static final String HOOK = "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";

    @Rule
    public final StubServer server = new StubServer();

    private boolean answers;
    private int stopped;

    @Override
    protected Notifier notifier() {
        if (!answers) {
            server.on("/api/chat.postMessage", 200, "{\"ok\": true, \"ts\": \"1.2\"}");
        }
        var notifier = new SlackNotifier("releases");
        notifier.setChannel("#shop");
        return notifier;
    }

    @Override
    protected NotifierContext context() {
        return Receivers.context(
                Runnable::run,
                new Server("releases", "slack", place("/api"), Map.of("Authorization", "Bearer " + TOKEN)),
                new Server("hook", "slack", place("/services"), Map.of("Authorization", "Bearer " + HOOK)));
    }

    private URI place(String path) {
        return stopped > 0 ? URI.create("http://127.0.0.1:" + stopped + path) : server.uri(path);
    }

    @Override
    protected List<String> received() {
        return server.asked().stream().map(StubServer.Asked::body).toList();
    }

    /** Slack knows no message by an id; the text says that it may have come before. */
    @Override
    protected List<String> identities() {
        return server.asked().stream().map(asked -> "").toList();
    }

    @Override
    protected void stopReceiver() throws Exception {
        try (var free = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            stopped = free.getLocalPort();
        }
    }

    @Override
    protected List<String> secrets() {
        return List.of(TOKEN, HOOK);
    }

    private JsonNode sent(Message message) throws Exception {
        assertThat(send(message).state(), is(Outcome.State.SENT));
        return Lines.JSON.readTree(server.asked().get(0).body());
    }

    @Test
    public void theBotWritesToTheChannel() throws Exception {
        JsonNode body = sent(message("x", "approval wanted", false));
        assertThat(server.asked().get(0).header("Authorization"), is("Bearer " + TOKEN));
        assertThat(body.path("channel").asText(), is("#shop"));
        assertThat(body.path("text").asText(), is("shop 2.4.0 to production, phase 'canary': approval wanted"));
        JsonNode buttons = body.path("blocks").get(3);
        assertThat(buttons.path("type").asText(), is("actions"));
        assertThat(
                buttons.path("elements").findValuesAsText("url"),
                is(List.of(
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=yes",
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=no",
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/")));
        assertThat("nothing is said to have come before", body.path("blocks").size(), is(4));
    }

    @Test
    public void whatMayHaveComeBeforeSaysSo() throws Exception {
        JsonNode body = sent(message("x", "approval wanted", true));
        assertThat(body.path("blocks").get(4).toString(), containsString("This may have come before"));
    }

    @Test
    public void textFromOutsideIsText() throws Exception {
        JsonNode body = sent(message("x", HOSTILE, false));
        assertThat(body.path("text").asText(), not(containsString("<")));
        assertThat(body.path("text").asText(), containsString("&lt;!channel&gt;"));
        assertThat(body.path("mrkdwn").asBoolean(true), is(false));
        assertThat(body.findValuesAsText("type"), not(hasItem("mrkdwn")));
        for (JsonNode text : body.path("blocks").findValues("text")) {
            if (text.isObject()) {
                assertThat(text.path("type").asText(), is("plain_text"));
            }
        }
    }

    @Test
    public void blocksKeepToSlacksLimits() throws Exception {
        JsonNode body = sent(message("x", "y".repeat(9000), false));
        assertThat(body.path("blocks").get(0).path("text").path("text").asText().length(), is(lessThanOrEqualTo(150)));
        assertThat(body.path("blocks").get(1).path("text").path("text").asText().length(), is(lessThanOrEqualTo(3000)));
        body.path("blocks").get(2).path("fields").forEach(field ->
                assertThat(field.path("text").asText().length(), is(lessThanOrEqualTo(2000))));
    }

    @Test
    public void anIncomingWebhookHasItsSecretInTheAddressAndNowhereElse() throws Exception {
        server.on("/services/" + HOOK, 200, "ok");
        Outcome outcome = new SlackNotifier("hook")
                .send(message("x", "approval wanted", false), context())
                .toCompletableFuture()
                .get();
        assertThat(outcome, is(Outcome.sent()));
        assertThat(server.asked().get(0).headers().keySet(), not(hasItem("Authorization")));
        assertThat(Lines.JSON.readTree(server.asked().get(0).body()).has("channel"), is(false));
    }

    @Test
    public void slacksOwnTroublePassesAndItsRefusalsDoNot() throws Exception {
        answers = true;
        server.on("/api/chat.postMessage", 429, Map.of("Retry-After", "30"), "");
        server.on("/api/chat.postMessage", 200, "{\"ok\": false, \"error\": \"internal_error\"}");
        server.on("/api/chat.postMessage", 200, "{\"ok\": false, \"error\": \"channel_not_found\"}");
        server.on("/api/chat.postMessage", 200, "<html>" + TOKEN);
        server.on("/api/chat.postMessage", 200, "{\"ok\": false, \"error\": \"" + TOKEN + "\"}");
        Message message = message("x", "approval wanted", false);
        assertThat(send(message), is(Outcome.again("slack 'releases' answers HTTP 429", Duration.ofSeconds(30))));
        assertThat(send(message), is(Outcome.again("slack 'releases' does not take it: internal_error")));
        assertThat(send(message), is(Outcome.failed("slack 'releases' does not take it: channel_not_found")));
        assertThat(send(message), is(Outcome.failed("slack 'releases' answers with something that is not Slack's")));
        assertThat(send(message), is(Outcome.failed("slack 'releases' does not take it")));
    }

    @Test
    public void mistakesAreNamed() {
        var noChannel = new SlackNotifier("releases");
        assertThat(
                noChannel.validate(context()).toString(),
                containsString("is missing; write '#releases', or the id of a channel"));
        var two = new SlackNotifier("hook");
        two.setChannel("#shop");
        assertThat(two.validate(context()).toString(), containsString("'hook' is an incoming webhook"));
        var everyone = new SlackNotifier("releases");
        everyone.setChannel("<!everyone>");
        assertThat(everyone.validate(context()).toString(), containsString("is no channel"));
    }
}
