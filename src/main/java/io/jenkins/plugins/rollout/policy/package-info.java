/**
 * Rules that an administrator owns and a Jenkinsfile cannot loosen: who may answer
 * ({@link io.jenkins.plugins.rollout.policy.Eligibility}), which servers and URLs may be used
 * ({@link io.jenkins.plugins.rollout.policy.Servers}, {@link io.jenkins.plugins.rollout.policy.Rules}).
 *
 * <p>May import the model, the JDK and Jackson. Changes when a rule about trust changes.
 */
package io.jenkins.plugins.rollout.policy;
