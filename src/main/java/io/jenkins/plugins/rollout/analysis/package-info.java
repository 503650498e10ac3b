/**
 * What measured numbers say: bounds, and words for why. Plain arithmetic without state.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.analysis.Threshold}. May import the model and the JDK. Changes
 * when a verdict is reached differently.
 */
package io.jenkins.plugins.rollout.analysis;
