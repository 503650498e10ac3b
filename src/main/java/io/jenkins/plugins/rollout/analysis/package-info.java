/**
 * What measured numbers say: bounds, comparisons of two series, and words for why. Plain arithmetic without state.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.analysis.Threshold}, then at {@link
 * io.jenkins.plugins.rollout.analysis.Comparison}; docs/statistics.md has the formulae. May import the model, the JDK
 * and the distributions of Apache Commons Statistics. Changes when a verdict is reached differently.
 */
package io.jenkins.plugins.rollout.analysis;
