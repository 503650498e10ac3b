package io.jenkins.plugins.rollout.feedback;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.io.IOException;

/** Where criteria find what was said about a rollout. */
public interface FeedbackDesk extends ExtensionPoint {
    /**
     * Looks it up.
     *
     * @param rolloutId of an open rollout
     * @throws IOException when the rollout is not open, or what was said cannot be read
     */
    Heard heard(String rolloutId) throws IOException;

    /** The one of this controller. */
    static FeedbackDesk get() {
        return ExtensionList.lookup(FeedbackDesk.class).get(0);
    }
}
