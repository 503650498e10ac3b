package io.jenkins.plugins.rollout.model;

/** How a rollout ended. */
public enum Result {
    /** The last phase is done. */
    SUCCESS,
    /** A gate, deployment or bake failed, or what was deployed was rolled back. */
    FAILURE,
    /** A human said no. */
    ABORTED
}
