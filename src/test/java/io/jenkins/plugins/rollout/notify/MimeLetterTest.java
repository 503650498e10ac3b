package io.jenkins.plugins.rollout.notify;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Properties;
import org.junit.Rule;
import org.junit.Test;

/** Letters as a mail server gets them: GreenMail, embedded, over SMTP on loopback. */
public class MimeLetterTest {
    @Rule
    public final MailServer server = new MailServer();

    private Outcome send(Message message, String... to) {
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
        return MimeLetter.send(
                Session.getInstance(properties), "rollouts@example.com", "jenkins.example.com",
                EmailText.of(message, List.of(to)));
    }

    private static Message message(String headline) {
        return NotifierContract.message("shop-1-1.a.7.n0", headline, false);
    }

    private static String part(MimeMessage mail, int part) throws Exception {
        BodyPart body = ((MimeMultipart) mail.getContent()).getBodyPart(part);
        return body.getContent().toString();
    }

    @Test
    public void itArrivesAsTextAndAsHtml() throws Exception {
        assertThat(send(message("approval wanted"), "alice@example.com", "team@example.com"), is(Outcome.sent()));
        MimeMessage mail = server.received()[0];
        assertThat(mail.getMessageID(), is("<shop-1-1.a.7.n0@jenkins.example.com>"));
        assertThat(mail.getHeader("References"), arrayContaining("<shop-1-1@jenkins.example.com>"));
        assertThat(mail.getSubject(), is("shop 2.4.0 to production, phase 'canary': approval wanted"));
        assertThat(mail.getAllRecipients().length, is(2));
        assertThat(part(mail, 0), containsString("Approve: http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=yes"));
        assertThat(part(mail, 1), containsString("<a href=\"http://127.0.0.1:8080/job/shop/1/rollout/shop-1-1/confirm?token=no\">"));
    }

    @Test
    public void theSameMessageHasTheSameMessageId() throws Exception {
        send(message("approval wanted"), "alice@example.com");
        send(message("approval wanted"), "alice@example.com");
        assertThat(
                server.received()[0].getMessageID(), is(server.received()[1].getMessageID()));
    }

    @Test
    public void noTextBecomesAHeaderOrAnElement() throws Exception {
        assertThat(send(message(NotifierContract.HOSTILE), "alice@example.com"), is(Outcome.sent()));
        MimeMessage mail = server.received()[0];
        assertThat(mail.getHeader("Bcc"), is(nullValue()));
        assertThat(mail.getAllRecipients().length, is(1));
        assertThat(mail.getSubject(), containsString("Bcc: all@example.com"));
        assertThat(part(mail, 1), not(containsString("<b>bold")));
        assertThat(part(mail, 1), containsString("&lt;b&gt;bold&lt;/b&gt; &amp; &lt;!channel&gt;"));
    }

    @Test
    public void longAndForeignSubjectsAreFolded() throws Exception {
        send(message("Фаза " + "очень длинная ".repeat(20)), "alice@example.com");
        MimeMessage mail = server.received()[0];
        assertThat(mail.getSubject(), containsString("Фаза очень длинная"));
        for (String line : mail.getHeader("Subject")[0].split("\r\n")) {
            assertThat(line.length() <= 76 + "Subject: ".length(), is(true));
        }
    }

    @Test
    public void idsThatAreNoLocalPartAreDigested() {
        assertThat(EmailText.localPart("shop-1-1.a.7.n0"), is("shop-1-1.a.7.n0"));
        assertThat(EmailText.localPart("team.2f..2e.x-1-1").matches("[0-9a-f]{64}"), is(true));
    }

    @Test
    public void aServerThatIsGoneIsTriedAgain() {
        int port = server.port();
        server.stop();
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        Outcome outcome = MimeLetter.send(
                Session.getInstance(properties), "rollouts@example.com", "jenkins.example.com",
                EmailText.of(message("approval wanted"), List.of("alice@example.com")));
        assertThat(outcome, is(Outcome.again("the mail server cannot be reached, or broke off")));
    }
}
