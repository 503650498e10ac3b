/**
 * A small shop that is really deployed to: two versions of it as two HTTP servers, a router that splits the traffic
 * between them, customers who buy, an endpoint that deployments call and two that tell how it goes.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.demo.shop.Shop}; the split is decided in
 * {@link io.jenkins.plugins.rollout.demo.shop.Split}, what a deployment does in
 * {@link io.jenkins.plugins.rollout.demo.shop.Deployments}. It stands for somebody else's service, so it imports the
 * JDK and Jackson and nothing of the plugin: what it knows of rollouts came by HTTP. Changes when the demo wants to show
 * something else.
 */
package io.jenkins.plugins.rollout.demo.shop;
