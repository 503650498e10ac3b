/**
 * What users see a rollout do, told once and run on both controllers: {@link
 * io.jenkins.plugins.rollout.scenario.RolloutScenarios} against a {@link
 * io.jenkins.plugins.rollout.scenario.Controller}, which is the embedded one in one build and real Jenkins in the
 * other.
 */
package io.jenkins.plugins.rollout.scenario;
