/**
 * Who is in: positions by a hash, membership of a cohort, and what is wrong with one. Changes when the way people are
 * divided changes, which decision 0020 forbids without a new name for the new way.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.audience.Position}, then
 * {@link io.jenkins.plugins.rollout.audience.Membership}. Pure; may import model and commons-codec.
 */
package io.jenkins.plugins.rollout.audience;
