package io.jenkins.plugins.rollout.notify;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import org.junit.rules.ExternalResource;

/** A mail server on a free loopback port that keeps what it gets: GreenMail, in this JVM. */
public final class MailServer extends ExternalResource {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Override
    protected void before() {
        server.start();
    }

    @Override
    protected void after() {
        stop();
    }

    public void stop() {
        server.stop();
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    public MimeMessage[] received() {
        return server.getReceivedMessages();
    }
}
