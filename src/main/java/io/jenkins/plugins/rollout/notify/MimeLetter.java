package io.jenkins.plugins.rollout.notify;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Collectors;

/**
 * A letter as mail servers take it (RFC 5322). Its Message-ID is the letter's own, so that those who get it twice see one.
 * Headers are encoded and folded by Jakarta Mail, from texts without line ends.
 */
public final class MimeLetter extends MimeMessage {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final int TIMEOUT = 20_000;

    private final String messageId;

    private MimeLetter(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    /**
     * Makes it.
     *
     * @param from the address of the controller
     * @param host what stands behind the {@code @} of Message-IDs
     */
    static MimeLetter of(Session session, String from, String host, Letter letter) throws MessagingException {
        var mime = new MimeLetter(session, "<" + letter.id() + "@" + host + ">");
        mime.setFrom(new InternetAddress(from));
        for (String address : letter.to()) {
            mime.addRecipient(RecipientType.TO, new InternetAddress(address, true));
        }
        mime.setSubject(letter.subject().replaceAll("\\p{Cntrl}+", " "), UTF_8);
        mime.setSentDate(Date.from(letter.at()));
        mime.setHeader("References", "<" + letter.thread() + "@" + host + ">");
        mime.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no holiday notice answers it
        var text = new MimeBodyPart();
        text.setText(letter.text(), UTF_8);
        var html = new MimeBodyPart();
        html.setText(letter.html(), UTF_8, "html");
        mime.setContent(new MimeMultipart("alternative", text, html));
        mime.saveChanges();
        return mime;
    }

    /** Sends it, with times after which a server that hangs is left alone. */
    public static Outcome send(Session session, String from, String host, Letter letter) {
        for (String time : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            session.getProperties().setProperty("mail.smtp." + time, Integer.toString(TIMEOUT));
            session.getProperties().setProperty("mail.smtps." + time, Integer.toString(TIMEOUT));
        }
        try {
            Transport.send(of(session, from, host, letter));
            return Outcome.sent();
        } catch (AuthenticationFailedException e) {
            return Outcome.failed("the mail server does not take the user and password that an administrator has given");
        } catch (SendFailedException e) {
            return refused(e);
        } catch (MessagingException e) {
            return Outcome.again("the mail server cannot be reached, or broke off");
        }
    }

    private static Outcome refused(SendFailedException failure) {
        Address[] invalid = failure.getInvalidAddresses();
        if (invalid == null || invalid.length == 0) {
            return Outcome.again("the mail server does not take the letter now");
        }
        return Outcome.failed("the mail server takes no letter for "
                + Arrays.stream(invalid).map(Address::toString).collect(Collectors.joining(", ")));
    }
}
