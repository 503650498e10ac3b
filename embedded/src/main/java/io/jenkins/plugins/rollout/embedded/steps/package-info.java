/**
 * The steps that every Jenkinsfile uses, as Jenkins' own plugins define them: names, arguments and messages are theirs.
 * It changes when a Jenkinsfile needs another of them. It may import the slice, {@code job} and {@code cps}'s public
 * types.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.embedded.steps.SleepStep}, the smallest that waits.
 */
package io.jenkins.plugins.rollout.embedded.steps;
