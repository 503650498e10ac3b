/**
 * The page of a rollout and its HTTP interface: {@link io.jenkins.plugins.rollout.web.RolloutAction} puts them under a
 * build, {@link io.jenkins.plugins.rollout.web.RolloutPage} answers requests,
 * {@link io.jenkins.plugins.rollout.web.StateView} says what a viewer sees. Scripts and styles are in {@code
 * src/main/webapp}; they paint what {@code StateView} says and know no rules of their own.
 *
 * <p>Start reading at {@code RolloutPage}. May import {@code service}, {@code engine} and what is below them, Jenkins
 * and Stapler. Changes when what people see, or how programs ask, changes.
 */
package io.jenkins.plugins.rollout.web;
