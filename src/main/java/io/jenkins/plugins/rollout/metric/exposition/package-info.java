/**
 * The text in which programs show their counters and gauges: Prometheus' format 0.0.4 and OpenMetrics 1.0, read and
 * selected from. Client libraries on Maven Central write it; none that is kept up reads it.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.metric.exposition.Exposition}. May import the JDK alone.
 */
package io.jenkins.plugins.rollout.metric.exposition;
