/**
 * The people of the shop, as a plugin of its own: a Jenkins in its own process reads them from its configuration when
 * it starts again, where nothing of the Jenkins Test Harness is there yet.
 */
package io.jenkins.plugins.rollout.jenkins.staff;
