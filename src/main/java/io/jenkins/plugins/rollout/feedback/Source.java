package io.jenkins.plugins.rollout.feedback;

/** The way by which something was said. */
public enum Source {
    /** By somebody who was logged in, on the page or with a program. */
    PERSON,
    /** By the step {@code rolloutFeedback}. */
    PIPELINE,
    /** From a file that was imported. */
    IMPORT
}
