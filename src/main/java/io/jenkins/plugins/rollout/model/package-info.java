/**
 * The words of a rollout as immutable data: the {@link io.jenkins.plugins.rollout.model.Plan plan}, what was
 * {@link io.jenkins.plugins.rollout.model.Reading measured}, the {@link io.jenkins.plugins.rollout.model.Event events}
 * that happened and the {@link io.jenkins.plugins.rollout.model.RolloutState state} they add up to.
 *
 * <p>Start reading at {@code Plan}, then {@code Event}. May import the JDK and Jackson, nothing else of ours and nothing
 * of Jenkins.
 */
package io.jenkins.plugins.rollout.model;
