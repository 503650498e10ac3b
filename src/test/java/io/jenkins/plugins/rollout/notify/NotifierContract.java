package io.jenkins.plugins.rollout.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.model.Situation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * What every {@link Notifier} must do. Whoever writes one extends this class, connects it to the real receiver or a
 * faithful stand-in, and runs it; each test begins with nothing received.
 */
public abstract class NotifierContract {
    private static final long SECONDS = 60;

    /** Text that is something else in a chat, in HTML, in a header. */
    protected static final String HOSTILE = "a <b>bold</b> & <!channel> *x* <http://evil.example|click> \"'`\r\nBcc: all@example.com";

    /** A notifier that is configured well and reaches its receiver. */
    protected abstract Notifier notifier();

    /** What the notifier may use. */
    protected abstract NotifierContext context();

    /** What the receiver was sent up to now, as it came, oldest first. */
    protected abstract List<String> received() throws Exception;

    /** By what the receiver knows each of these messages; the same list when it cannot tell. */
    protected abstract List<String> identities() throws Exception;

    /** The receiver is gone from now on. */
    protected abstract void stopReceiver() throws Exception;

    /** What the configuration keeps secret. */
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    public final void describesItselfWithoutSecrets() {
        assertThat(notifier().describe().isBlank(), is(false));
        secrets().forEach(secret -> assertThat(notifier().describe(), not(containsString(secret))));
    }

    @Test
    public final void findsNoMistakeWhereThereIsNone() {
        assertThat(notifier().problems(context()), is(List.of()));
    }

    @Test
    public final void sends() throws Exception {
        Outcome outcome = send(message("shop-1-1.a.7.n0", "approval wanted", false));
        assertThat(outcome.why(), outcome.state(), is(Outcome.State.SENT));
        assertThat(received(), hasSize(1));
        assertThat(received().get(0), containsString("approval wanted"));
    }

    @Test
    public final void sendsTheSameMessageUnderTheSameIdentity() throws Exception {
        send(message("shop-1-1.a.7.n0", "approval wanted", false));
        send(message("shop-1-1.a.7.n0", "approval wanted", true));
        assertThat(received(), hasSize(2));
        assertThat(identities().get(0), is(identities().get(1)));
    }

    @Test
    public final void sendsWhateverTheTextIs() throws Exception {
        Outcome outcome = send(message("shop-1-1.a.8.n0", HOSTILE, false));
        assertThat(outcome.why(), outcome.state(), is(Outcome.State.SENT));
        assertThat(send(message("shop-1-1.a.9.n0", "x".repeat(5000), false)).state(), is(Outcome.State.SENT));
        assertThat(received(), hasSize(2));
    }

    @Test
    public final void saysWithoutSecretsThatNobodyAnswers() throws Exception {
        stopReceiver();
        Outcome outcome = send(message("shop-1-1.a.7.n0", "approval wanted", false));
        assertThat(outcome.why(), outcome.state(), is(Outcome.State.AGAIN));
        secrets().forEach(secret -> assertThat(outcome.why(), not(containsString(secret))));
    }

    @Test
    public final void keepsItsSecrets() throws Exception {
        Outcome outcome = send(message("shop-1-1.a.7.n0", "approval wanted", false));
        for (String secret : secrets()) {
            assertThat(outcome.why(), not(containsString(secret)));
            assertThat(received().get(0), not(containsString(secret)));
        }
    }

    protected final Outcome send(Message message) throws Exception {
        return notifier().send(message, context()).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** A request for approval. */
    protected static Message message(String id, String headline, boolean again) {
        var situation = new Situation(
                "shop-1-1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "beta-testers");
        return new Message(
                id,
                Topic.APPROVAL,
                "shop#1",
                Instant.parse("2026-03-02T09:00:00Z"),
                situation,
                "shop 2.4.0 to production, phase 'canary': " + headline,
                "phase 'canary': " + headline + "\n\nPlease look at the errors.",
                List.of(new Message.Fact("Application", "shop"), new Message.Fact("Version", headline)),
                "sha256:1234",
                List.of("alice"),
                new Message.Links(
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/",
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=yes",
                        "http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=no"),
                again);
    }
}
