/**
 * What follows from what. {@link io.jenkins.plugins.rollout.engine.Decider} answers a command with events,
 * {@link io.jenkins.plugins.rollout.engine.Progress} adds those that follow by themselves, and
 * {@link io.jenkins.plugins.rollout.engine.Wants} reads off a state what has to be done: all three pure.
 * {@link io.jenkins.plugins.rollout.engine.RolloutEngine} is the shell that writes the journal and does it.
 *
 * <p>Start reading at {@code Command}, then {@code Decider}. May import the model, journal, policy and analysis packages
 * and the JDK. Changes when the behaviour of a rollout changes.
 */
package io.jenkins.plugins.rollout.engine;
