/**
 * The target {@code kubernetes}: a Deployment's image, a route's weights, an Argo Rollout. Changes when Kubernetes or
 * one of these kinds does, or when we deploy another kind.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.target.kubernetes.KubernetesTarget}; then
 * {@link io.jenkins.plugins.rollout.target.kubernetes.KubernetesOperation}, which every kind goes through, and
 * {@link io.jenkins.plugins.rollout.target.kubernetes.Subject}, behind which the kinds differ. What was there before is
 * a {@link io.jenkins.plugins.rollout.target.kubernetes.Mark} on the object itself. Other targets keep a text in a cluster
 * by {@link io.jenkins.plugins.rollout.target.kubernetes.ConfigMapText}. May import what its parent imports,
 * and the fabric8 client, in {@link io.jenkins.plugins.rollout.target.kubernetes.ApiServer} and
 * {@link io.jenkins.plugins.rollout.target.kubernetes.Login} alone.
 */
package io.jenkins.plugins.rollout.target.kubernetes;
