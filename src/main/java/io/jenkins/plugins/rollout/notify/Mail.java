package io.jenkins.plugins.rollout.notify;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.Optional;

/** How this controller sends letters; what stands behind it knows the mail server and people's addresses. */
public interface Mail extends ExtensionPoint {
    /** The address of somebody who has an account here. May block. */
    Optional<String> address(String personId);

    /**
     * Hands a letter to the mail server. Blocks until the server has it or a time is over.
     *
     * @return what became of it, without secrets and without what the server said
     */
    Outcome send(Letter letter);

    /** The one of this controller; empty where nothing sends letters. */
    static Optional<Mail> get() {
        ExtensionList<Mail> all = ExtensionList.lookup(Mail.class);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }
}
