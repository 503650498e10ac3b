package io.jenkins.plugins.rollout.notify;

import hudson.ExtensionList;
import hudson.ExtensionPoint;

/** Knows where people look at rollouts and answer; the web part of the controller stands behind it. */
public interface Pages extends ExtensionPoint {
    /**
     * Where a message leads.
     *
     * @return links that say nothing of who follows them; empty ones where there is no address
     */
    Message.Links of(Message message);

    /** The absolute URL of the build, or its path where the controller does not know its own address. */
    String source(Message message);

    /** The one of this controller. */
    static Pages get() {
        ExtensionList<Pages> all = ExtensionList.lookup(Pages.class);
        return all.isEmpty() ? NOWHERE : all.get(0);
    }

    /** For a controller without pages. */
    Pages NOWHERE = new Pages() {
        @Override
        public Message.Links of(Message message) {
            return Message.Links.NONE;
        }

        @Override
        public String source(Message message) {
            return "/rollout/" + message.situation().rolloutId();
        }
    };
}
