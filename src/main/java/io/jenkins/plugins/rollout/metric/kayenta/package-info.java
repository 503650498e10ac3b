/**
 * Canary configs of Kayenta as a criterion, {@code kayenta(name: 'canary', config: '…')}, for those who move from there.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.metric.kayenta.KayentaCriterion}; {@code CanaryConfig} reads the
 * JSON, {@code CanaryQuery} turns a metric into a pair of our sources, {@code Canary} asks them and has them judged. May
 * import what its parent may. Changes when a canary config means something else.
 */
package io.jenkins.plugins.rollout.metric.kayenta;
