package io.jenkins.plugins.rollout.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.policy.Server;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;

/** The webhook notifier, read by the library of Standard Webhooks and the SDK of CloudEvents as a receiver would. */
public class WebhookNotifierTest extends NotifierContract {
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Rule
    public final StubServer server = new StubServer();

    private Map<String, String> headers = Map.of("Authorization", "Bearer " + KEY);
    private int stopped;

    @Override
    protected Notifier notifier() {
        server.on("/hook", 204, "");
        return new WebhookNotifier("hooks");
    }

    @Override
    protected NotifierContext context() {
        var place = stopped > 0 ? java.net.URI.create("http://127.0.0.1:" + stopped + "/hook") : server.uri("/hook");
        return Receivers.context(Runnable::run, new Server("hooks", "webhook", place, headers));
    }

    @Override
    protected List<String> received() {
        return server.asked().stream().map(asked -> asked.headers() + asked.body()).toList();
    }

    @Override
    protected List<String> identities() {
        return server.asked().stream().map(asked -> asked.header("Webhook-id")).toList();
    }

    @Override
    protected void stopReceiver() throws Exception {
        try (var free = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            stopped = free.getLocalPort();
        }
    }

    @Override
    protected List<String> secrets() {
        return List.of(KEY, KEY.substring("whsec_".length()));
    }

    private StubServer.Asked sent() throws Exception {
        assertThat(send(message("shop-1-1.a.7.n0", "approval wanted", false)).state(), is(Outcome.State.SENT));
        return server.asked().get(0);
    }

    /** Without their case, as servers see them. */
    private static java.net.http.HttpHeaders seen(StubServer.Asked asked) {
        return java.net.http.HttpHeaders.of(asked.headers(), (name, value) -> true);
    }

    @Test
    public void theLibraryOfStandardWebhooksVerifiesIt() throws Exception {
        StubServer.Asked asked = sent();
        var webhook = new Webhook(KEY);
        webhook.verify(asked.body(), seen(asked).map());
        assertThrows(
                WebhookVerificationException.class,
                () -> webhook.verify(asked.body().replace("2.4.0", "6.6.6"), seen(asked).map()));
    }

    @Test
    public void itSignsAsThePublishedExampleDoes() {
        Map<String, String> signed = Signature.by(KEY).orElseThrow()
                .headers("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330), "{\"test\": 2432232314}");
        assertThat(signed.get("webhook-signature"), is("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @Test
    public void theSdkOfCloudEventsReadsIt() throws Exception {
        StubServer.Asked asked = sent();
        assertThat(asked.header("Content-type"), is("application/cloudevents+json; charset=UTF-8"));
        CloudEvent event = new JsonFormat().deserialize(asked.body().getBytes(StandardCharsets.UTF_8));
        assertThat(event.getSpecVersion(), is(SpecVersion.V1));
        assertThat(event.getId(), is("shop-1-1.a.7.n0"));
        assertThat(event.getType(), is("io.jenkins.plugins.rollout.approval.requested"));
        assertThat(event.getSource().toString(), is("/rollout/shop-1-1"));
        assertThat(event.getSubject(), is("shop-1-1/canary"));
        assertThat(event.getTime(), is(OffsetDateTime.parse("2026-03-02T09:00:00Z")));
        assertThat(event.getDataContentType(), is("application/json"));
        var data = Lines.JSON.readTree(event.getData().toBytes());
        assertThat(data.path("application").asText(), is("shop"));
        assertThat(data.path("approveUrl").asText(), containsString("confirm?token=yes"));
        var again = message("shop-1-1.a.7.n0", "approval wanted", false);
        assertThat(
                new JsonFormat().deserialize(io.jenkins.plugins.rollout.notify.CloudEvent.of(again, "/x")
                        .getBytes(StandardCharsets.UTF_8)).getAttributeNames(),
                is(event.getAttributeNames()));
    }

    @Test
    public void everyTopicHasATypeOfItsOwn() {
        Set<String> types = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            types.add(topic.type());
        }
        assertThat(types.size(), is(Topic.values().length));
    }

    @Test
    public void theKeyMayHaveAHeaderOfItsOwnBesideAPassword() throws Exception {
        headers = Map.of("Authorization", "Basic YWxpY2U6YWxpY2U=", "webhook-signature", KEY);
        StubServer.Asked asked = sent();
        assertThat(asked.header("Authorization"), is("Basic YWxpY2U6YWxpY2U="));
        new Webhook(KEY).verify(asked.body(), seen(asked).map());
        assertThat(received().get(0), not(containsString(KEY)));
    }

    @Test
    public void nothingIsSentUnsigned() throws Exception {
        headers = Map.of("Authorization", "Bearer some-other-token");
        Outcome outcome = send(message("x", "approval wanted", false));
        assertThat(outcome.state(), is(Outcome.State.FAILED));
        assertThat(outcome.why(), containsString("webhook 'hooks' has no key to sign with"));
        assertThat(server.asked(), is(List.of()));
    }

    @Test
    public void aServerThatIsBusySaysWhenToComeBack() throws Exception {
        server.on("/hook", 503, Map.of("Retry-After", "120"), "later");
        Outcome outcome = send(message("x", "approval wanted", false));
        assertThat(outcome, is(Outcome.again("webhook 'hooks' answers HTTP 503", Duration.ofSeconds(120))));
    }

    @Test
    public void aServerThatIsGoneIsNotAskedAgain() throws Exception {
        server.on("/hook", 410, "");
        assertThat(
                send(message("x", "approval wanted", false)), is(Outcome.failed("webhook 'hooks' answers HTTP 410")));
    }

    @Test
    public void mistakesAreNamed() {
        var notifier = new WebhookNotifier("hoks");
        notifier.setOn(List.of("approval", "aproval"));
        assertThat(
                notifier.problems(context()).stream().map(Object::toString).toList(),
                is(List.of(
                        "on[1]: 'aproval' is none of started, approval, reminder, escalation, expired, failure, held,"
                                + " deployed, rollback, done",
                        "server: webhook: there is no server 'hoks'; there are: hooks")));
    }
}
