package io.jenkins.plugins.rollout.embedded.http;

import hudson.ExtensionPoint;

/** Gives a page object the HTML that its Jelly view gives it in Jenkins. Registered with {@code @Extension}. */
public interface Shell<T> extends ExtensionPoint {
    /** The page object's class. */
    Class<T> type();

    /** Fills the page; the frame with name, login and notice is there already. */
    void render(T object, Page page);
}
