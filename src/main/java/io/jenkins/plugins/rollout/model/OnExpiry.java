package io.jenkins.plugins.rollout.model;

/** What follows when a request for approval expires. */
public enum OnExpiry {
    /** As if somebody had said no. */
    REJECT,
    /** A human is asked to try again, skip, roll back or stop. */
    PAUSE,
    /** Everything is undone, whatever the plan says of failures. */
    ROLLBACK
}
