/**
 * The steps of a Jenkinsfile: {@code rollout}, {@code phase}, {@code deployTo} and {@code gate}, and the maps they
 * take.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.pipeline.RolloutStep}, then {@link
 * io.jenkins.plugins.rollout.pipeline.Following}: an execution keeps an id, listens to the engine and does what the
 * state of the rollout asks of it, before and after a restart alike. {@link
 * io.jenkins.plugins.rollout.pipeline.Arguments} and {@link io.jenkins.plugins.rollout.pipeline.Mistakes} collect
 * what is wrong with what was written.
 *
 * <p>May import {@code service}, {@code web}, {@code metric}, {@code target}, {@code engine} and what is below them,
 * and Jenkins. Changes when the language of the Jenkinsfile changes.
 */
package io.jenkins.plugins.rollout.pipeline;
