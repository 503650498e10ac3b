/**
 * What people say about a version: ratings, comments and sign-offs. {@link io.jenkins.plugins.rollout.feedback.Response} is
 * one of them, {@link io.jenkins.plugins.rollout.feedback.FeedbackStore} keeps those of a rollout in a file beside its
 * journal from which they can be deleted, and two criteria judge them: {@link
 * io.jenkins.plugins.rollout.feedback.FeedbackCriterion} and {@link
 * io.jenkins.plugins.rollout.feedback.SignOffCriterion}.
 *
 * <p>Start reading at {@code Response}. May import metric, definition, engine, analysis, journal, model and Jenkins'
 * binding classes. Changes when people can say something else, or what they said is kept in another way.
 */
package io.jenkins.plugins.rollout.feedback;
