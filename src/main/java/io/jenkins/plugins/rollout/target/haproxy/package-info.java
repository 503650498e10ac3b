/**
 * The target that splits traffic on HAProxy. Changes when HAProxy's runtime API does.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.target.haproxy.HaproxyTarget}, then
 * {@link io.jenkins.plugins.rollout.target.haproxy.Pair}, which does the work, on the words of
 * {@link io.jenkins.plugins.rollout.target.haproxy.RuntimeApi}. May import what {@code target} may.
 */
package io.jenkins.plugins.rollout.target.haproxy;
