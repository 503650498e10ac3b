/**
 * Flags that say who gets a version: the {@code featureFlag} target and the systems that keep its flag. Changes when such a
 * system is added or its interface changes. The words are OpenFeature's: flag key, variant, evaluation context, targeting
 * key.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.target.flag.FeatureFlagTarget}, then
 * {@link io.jenkins.plugins.rollout.target.flag.FlagProvider}, the extension point, and
 * {@link io.jenkins.plugins.rollout.target.flag.FlagdFlag}, which is pure. May import what {@code target} may, and
 * audience.
 */
package io.jenkins.plugins.rollout.target.flag;
