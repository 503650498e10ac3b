/**
 * The engine of a controller and what connects it with Jenkins: {@link
 * io.jenkins.plugins.rollout.service.RolloutService} owns it and finds the builds of its rollouts, {@link
 * io.jenkins.plugins.rollout.service.Actors} says who acts and what they may, {@link
 * io.jenkins.plugins.rollout.service.Administration} what administrators configured.
 *
 * <p>Start reading at {@code RolloutService}. May import {@code metric}, {@code target}, {@code engine} and what is
 * below them, and Jenkins; the steps and the page use it. Changes when the life of the engine in a controller
 * changes.
 */
package io.jenkins.plugins.rollout.service;
