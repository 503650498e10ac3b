package io.jenkins.plugins.rollout.model;

/** What a person may be allowed to do with a rollout; Jenkins knows them as Rollout/Approve and so on. */
public enum RolloutPermission {
    /** Answer a request for approval that names nobody. */
    APPROVE,
    /** Pause, resume, retry, roll back, stop. */
    OPERATE,
    /** Skip a gate, promote to the last phase. */
    OVERRIDE
}
