/**
 * The embedded controller: a small stand-in for Jenkins that runs the plugin with nothing but Maven Central, for trying
 * and testing, on this machine alone. {@code cps} runs Jenkinsfiles, {@code steps} are the usual ones, {@code job}
 * keeps builds, {@code home} keeps files and the administrator's configuration, {@code http} shows it all.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.embedded.EmbeddedController}.
 */
package io.jenkins.plugins.rollout.embedded;
