/**
 * Asynchronous HTTP for metric sources and targets, held within bounds: how long, how much, and above all where to.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.http.Endpoints}, which turns what a Jenkinsfile names into an
 * {@link io.jenkins.plugins.rollout.http.Endpoint}, then {@link io.jenkins.plugins.rollout.http.BoundedHttp}, which
 * sends a {@link io.jenkins.plugins.rollout.http.Request} there. May import policy, model and the JDK, nothing of
 * Jenkins. Changes when a rule about outgoing traffic changes.
 */
package io.jenkins.plugins.rollout.http;
