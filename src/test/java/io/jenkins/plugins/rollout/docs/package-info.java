/**
 * Holds the documentation to the code: every example is read, bound and, on the embedded controller, run; every
 * parameter of a step stands in the reference. Start reading at {@link io.jenkins.plugins.rollout.docs.Example}.
 */
package io.jenkins.plugins.rollout.docs;
