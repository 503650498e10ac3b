/**
 * What rollouts left behind: per application and environment the version that is live and every rollout there was, kept
 * when builds and jobs are gone. {@link io.jenkins.plugins.rollout.history.HistoryFollower} hears from the engine what
 * was written; {@link io.jenkins.plugins.rollout.history.HistoryStore} keeps it, a file of JSON Lines a month, each line
 * telling where a rollout stood ({@link io.jenkins.plugins.rollout.history.Course}) or what an administrator said ({@link
 * io.jenkins.plugins.rollout.history.Said}); {@link io.jenkins.plugins.rollout.history.Places} is what follows from them.
 *
 * <p>Start reading at {@code Course}, then {@code Place}. May import the engine, the journal, the model, the JDK and
 * Jackson. Changes when people want to know something else about the past, or the format on disk changes.
 */
package io.jenkins.plugins.rollout.history;
