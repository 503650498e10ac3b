package io.jenkins.plugins.rollout.model;

/** Why a rollout waits for a human decision. */
public enum HoldKind {
    /** There was no data, or it did not decide. */
    INCONCLUSIVE,
    /** Something failed and the plan says {@code onFailure: 'pause'}. */
    FAILURE,
    /** A policy that was tightened meanwhile does not allow the next phase. */
    POLICY,
    /** Nobody approved in time, and the plan says {@code onExpiry: 'pause'}. */
    EXPIRED,
    /** A target's world is no longer what the journal says. */
    DRIFT,
    /** Something could not be undone and may be tried again. */
    UNDO
}
