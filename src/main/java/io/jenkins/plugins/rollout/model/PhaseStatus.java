package io.jenkins.plugins.rollout.model;

/** Where a phase stands. */
public enum PhaseStatus {
    PENDING,
    GATE,
    /** The gate let through; the deployment starts at once. */
    PASSED,
    DEPLOYING,
    DEPLOYED,
    BAKING,
    DONE,
    /** Passed over on the way to the last phase. */
    SKIPPED,
    FAILED,
    UNDOING,
    UNDONE,
    NOT_UNDONE
}
