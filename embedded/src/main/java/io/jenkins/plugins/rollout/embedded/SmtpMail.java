package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.jenkins.plugins.rollout.embedded.home.MailSettings;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.notify.Letter;
import io.jenkins.plugins.rollout.notify.Mail;
import io.jenkins.plugins.rollout.notify.MimeLetter;
import io.jenkins.plugins.rollout.notify.Outcome;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;

/** Sends letters as the configuration file says. */
@Extension
public final class SmtpMail implements Mail {
    private static MailSettings settings() {
        return EmbeddedJenkins.get().configuration().mail();
    }

    @Override
    public Optional<String> address(String personId) {
        return Optional.ofNullable(settings().addresses().get(personId));
    }

    @Override
    public Outcome send(Letter letter) {
        MailSettings settings = settings();
        if (settings.host().isEmpty()) {
            return Outcome.failed("this controller sends no mail: 'mail' is missing in its file");
        }
        var properties = new Properties();
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(settings.tls()));
        properties.setProperty("mail.smtp.auth", Boolean.toString(!settings.user().isEmpty()));
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(settings.user(), settings.password());
            }
        });
        String host = URI.create(EmbeddedJenkins.get().getRootUrl()).getHost();
        return MimeLetter.send(session, settings.from(), host, letter);
    }
}
