/**
 * The audit trail: what people did with rollouts and what decided them, kept when builds and jobs are gone. {@link
 * io.jenkins.plugins.rollout.audit.AuditFollower} hears from the engine what was written and takes over what counts
 * ({@link io.jenkins.plugins.rollout.audit.Acts}); {@link io.jenkins.plugins.rollout.audit.AuditStore} keeps it, a file
 * of JSON Lines a month, each line naming the hash of the one before it across all files.
 *
 * <p>Start reading at {@code AuditRecord}, then {@code AuditStore}. May import the engine, the journal, the model, the
 * JDK and Jackson. Changes when auditors want to know something else, or the format on disk changes.
 */
package io.jenkins.plugins.rollout.audit;
