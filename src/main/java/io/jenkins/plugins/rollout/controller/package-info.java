/**
 * What only a Jenkins controller has: the global configuration ({@link
 * io.jenkins.plugins.rollout.controller.RolloutConfiguration}) behind the small interfaces that the embedded controller
 * implements from its configuration file; the policies of folders ({@link
 * io.jenkins.plugins.rollout.controller.FolderPolicies}); the pages for those who keep rules ({@link
 * io.jenkins.plugins.rollout.controller.RulesPage}, {@link io.jenkins.plugins.rollout.controller.CheckPage}).
 *
 * <p>May import everything below it and Jenkins. The embedded build leaves it out. Changes when administrators get
 * something else to configure.
 */
package io.jenkins.plugins.rollout.controller;
