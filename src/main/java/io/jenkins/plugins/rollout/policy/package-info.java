/**
 * Rules that an administrator owns and a Jenkinsfile cannot loosen: who may answer
 * ({@link io.jenkins.plugins.rollout.policy.Eligibility}), which servers and URLs may be used
 * ({@link io.jenkins.plugins.rollout.policy.Servers}, {@link io.jenkins.plugins.rollout.policy.Rules}), when phases may
 * start ({@link io.jenkins.plugins.rollout.policy.Windows}), what every plan must keep to ({@link
 * io.jenkins.plugins.rollout.policy.PolicyCheck}) and what a Jenkinsfile may change of a template ({@link
 * io.jenkins.plugins.rollout.policy.Tightening}).
 *
 * <p>May import the model, the JDK, Jackson, and lib-recur for dates that come again. Changes when a rule about trust changes.
 */
package io.jenkins.plugins.rollout.policy;
