/**
 * The target that runs commands. Changes when what a command is told, or what its exit code means, does.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.target.command.CommandTarget}. Where commands run is the
 * controller's business, behind {@link io.jenkins.plugins.rollout.target.command.Commands}. May import what
 * {@code target} may.
 */
package io.jenkins.plugins.rollout.target.command;
