/**
 * Where numbers come from and what a criterion is: the extension points
 * {@link io.jenkins.plugins.rollout.metric.MetricSource} and {@link io.jenkins.plugins.rollout.metric.MetricCriterion},
 * and those that come with the plugin.
 *
 * <p>Start reading at {@code MetricSource}, then {@link io.jenkins.plugins.rollout.metric.PrometheusSource}, one class
 * with all that a source needs. {@link io.jenkins.plugins.rollout.metric.Meters} joins them to the engine. May import
 * http, definition, engine, analysis, policy, model and Jenkins' binding classes. Changes when another place can be
 * asked, or asked in another way.
 */
package io.jenkins.plugins.rollout.metric;
