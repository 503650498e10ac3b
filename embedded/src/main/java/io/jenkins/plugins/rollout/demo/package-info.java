/**
 * The demo: the embedded controller, a {@link io.jenkins.plugins.rollout.demo.shop shop} to roll out, and the
 * Jenkinsfile at the root of the repository.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.demo.Demo}. It may import the embedded controller, the shop,
 * the JDK and Jackson; of the plugin itself nothing, for it uses it as people do: through a Jenkinsfile and over HTTP.
 * Changes when the demo wants to show something else.
 */
package io.jenkins.plugins.rollout.demo;
