/**
 * The journal: the append-only record of a rollout, its only source of truth.
 * {@link io.jenkins.plugins.rollout.journal.Journal} appends and recovers,
 * {@link io.jenkins.plugins.rollout.journal.JournalReader} reads and verifies.
 *
 * <p>JSON Lines in the build's folder, with a second name elsewhere while the rollout is open: its
 * {@link io.jenkins.plugins.rollout.journal.Spare}. Each line starts with the SHA-256 of the line before, so that a
 * line that was changed, removed or put in shows. May import the model, the JDK and Jackson. Changes when the format on
 * disk changes.
 */
package io.jenkins.plugins.rollout.journal;
