/**
 * Tests that need real Jenkins: the scenarios on it, forms, Snippet Generator, configuration as code, permissions. The
 * embedded build leaves this package out.
 */
package io.jenkins.plugins.rollout.jenkins;
