/**
 * What deploys a phase and can undo it. Changes when a way to deploy is added or its protocol changes.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.target.DeploymentTarget}, the extension point; then
 * {@link io.jenkins.plugins.rollout.target.HttpTarget} and {@link io.jenkins.plugins.rollout.target.JobTarget}, the
 * targets that come with the plugin; {@link io.jenkins.plugins.rollout.target.TargetCalls} connects them to the engine.
 * May import engine, http, policy, model, Jackson and Jenkins.
 */
package io.jenkins.plugins.rollout.target;
