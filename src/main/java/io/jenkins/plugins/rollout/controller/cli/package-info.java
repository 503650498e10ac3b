/**
 * Rollouts on the command line: {@code java -jar jenkins-cli.jar rollout-approve} and the like. They act as whoever the
 * command line is logged in as, and the engine decides as it does for the page.
 *
 * <p>Start reading at {@code ActingCommand}. May import everything below {@code controller}. Changes when the command
 * line learns another word.
 */
package io.jenkins.plugins.rollout.controller.cli;
