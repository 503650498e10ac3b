/**
 * What the gates and bakes of a plan would have said in the past: each is opened again and again at times gone by, by the
 * rules of the engine, and the sources are asked for what they would have measured then.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.backtest.Backtest}, then
 * {@link io.jenkins.plugins.rollout.backtest.Replay}. Nothing is deployed, nobody is asked, nothing is written. May import
 * metric, definition, http, engine, policy, model and the JDK; knows neither pages nor command lines. Changes when another
 * question is asked of the past.
 */
package io.jenkins.plugins.rollout.backtest;
