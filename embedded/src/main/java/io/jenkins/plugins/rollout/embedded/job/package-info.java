/**
 * Jobs, their builds, the queue they come from and the folder they leave behind. It changes when what is kept of a
 * build does. It may import the slice, {@code cps} and {@code home}, never {@code http}.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.embedded.job.PipelineRun}.
 */
package io.jenkins.plugins.rollout.embedded.job;
