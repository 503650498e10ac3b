package io.jenkins.plugins.rollout.web;

import hudson.Extension;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.notify.Message;
import io.jenkins.plugins.rollout.notify.Pages;
import jenkins.model.Jenkins;

/** Where messages lead: to the page of the rollout, and to the one that asks whether to confirm a yes or a no. */
@Extension
public final class MessageLinks implements Pages {
    @Override
    public Message.Links of(Message message) {
        String root = Jenkins.get().getRootUrl();
        Run<?, ?> run = find(message.build());
        if (root == null || run == null) {
            return Message.Links.NONE;
        }
        String page = root + run.getUrl() + RolloutAction.URL + "/" + message.situation().rolloutId() + "/";
        if (!message.topic().asks() || message.evidence().isEmpty()) {
            return new Message.Links(page, "", "");
        }
        return new Message.Links(page, confirm(page, run, message, Act.APPROVE), confirm(page, run, message, Act.REJECT));
    }

    /** Good for everybody who reads the message, until it is old; the same each time the message is sent. */
    private static String confirm(String page, Run<?, ?> run, Message message, Act act) {
        LinkToken token = LinkToken.ofMessage(
                run, message.situation(), message.evidence(), act, message.at().plus(Links.LONGEST));
        return page + ConfirmPage.URL + "?token=" + token.signed();
    }

    @Override
    public String source(Message message) {
        Run<?, ?> run = find(message.build());
        String root = Jenkins.get().getRootUrl();
        return run == null ? NOWHERE.source(message) : (root == null ? "/" : root) + run.getUrl();
    }

    /** Whoever reads the message; what they may see there is asked when they come. */
    private static Run<?, ?> find(String build) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            return Run.fromExternalizableId(build);
        } catch (IllegalArgumentException e) {
            return null; // the job is gone
        }
    }
}
