package io.jenkins.plugins.rollout.model;

import java.util.Locale;

/** What a person may be allowed to do with a rollout; Jenkins knows them as Rollout/Approve and so on. */
public enum RolloutPermission {
    /** Look at rollouts. Whoever may read a job has it. */
    VIEW,
    /** Answer a request for approval that names nobody. */
    APPROVE,
    /** Pause, resume, retry, roll back, stop. */
    OPERATE,
    /** Skip a gate, promote to the last phase, take the hot-fix lane, approve one's own. */
    OVERRIDE,
    /** Change policies, templates, calendars and freezes; export the audit trail. */
    CONFIGURE;

    /** As people know it: {@code Rollout/Approve}. */
    public String title() {
        return "Rollout/" + name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
