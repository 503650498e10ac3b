/**
 * The home directory: its lock, its keys, its files and the one configuration file beside it. It changes when what is
 * stored, or how an administrator writes the configuration, does.
 */
package io.jenkins.plugins.rollout.embedded.home;
