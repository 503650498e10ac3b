package io.jenkins.plugins.rollout.controller;

import hudson.Extension;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.rollout.notify.Letter;
import io.jenkins.plugins.rollout.notify.Mail;
import io.jenkins.plugins.rollout.notify.MimeLetter;
import io.jenkins.plugins.rollout.notify.Outcome;
import java.net.URI;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;

/** Sends letters as the plugin {@code mailer} is configured to. Not there where that plugin is not. */
@Extension(optional = true)
public final class MailerMail implements Mail {
    /** Fails here, and is passed over, where the plugin is missing. */
    public MailerMail() {
        Mailer.class.getName();
    }

    @Override
    public Optional<String> address(String personId) {
        return Optional.ofNullable(User.getById(personId, false))
                .map(user -> user.getProperty(Mailer.UserProperty.class))
                .map(Mailer.UserProperty::getAddress)
                .filter(address -> !address.isBlank());
    }

    @Override
    public Outcome send(Letter letter) {
        JenkinsLocationConfiguration location = JenkinsLocationConfiguration.get();
        return MimeLetter.send(Mailer.descriptor().createSession(), location.getAdminAddress(), host(), letter);
    }

    private static String host() {
        String root = Jenkins.get().getRootUrl();
        String host = root == null ? null : URI.create(root).getHost();
        return host == null ? "jenkins.invalid" : host;
    }
}
