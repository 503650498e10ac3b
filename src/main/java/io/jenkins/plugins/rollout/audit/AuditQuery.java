package io.jenkins.plugins.rollout.audit;

import java.time.Instant;

/**
 * Which records somebody wants to see.
 *
 * @param from what happened then or later; null from the start
 * @param to what happened before then; null up to now
 * @param application exactly this one; empty for all
 * @param job full name of a job, or of a folder with everything in it; empty for all
 * @param person id of who did it or for whom it was done; empty for all
 * @param rollout id of a rollout; empty for all
 */
public record AuditQuery(Instant from, Instant to, String application, String job, String person, String rollout) {
    public static final AuditQuery ALL = new AuditQuery(null, null, "", "", "", "");

    public AuditQuery {
        application = application == null ? "" : application.trim();
        job = job == null ? "" : job.trim();
        person = person == null ? "" : person.trim();
        rollout = rollout == null ? "" : rollout.trim();
    }

    boolean wants(AuditRecord record) {
        return (from == null || !record.at().isBefore(from))
                && (to == null || record.at().isBefore(to))
                && (application.isEmpty() || application.equals(record.application()))
                && (job.isEmpty() || record.job().equals(job) || record.job().startsWith(job + "/"))
                && (person.isEmpty() || record.by().concerns(person))
                && (rollout.isEmpty() || rollout.equals(record.rollout()));
    }
}
