/**
 * Messages about rollouts: to those who work on one, and announcements to those who get a version.
 *
 * <p>Start reading at {@link io.jenkins.plugins.rollout.notify.Notifier}, the extension point, then {@link
 * io.jenkins.plugins.rollout.notify.WebhookNotifier}; {@link io.jenkins.plugins.rollout.notify.Bulletin} says what is
 * worth a message, {@link io.jenkins.plugins.rollout.notify.Dispatcher} follows the engine, keeps each message in an
 * {@link io.jenkins.plugins.rollout.notify.Outbox} and sees it out. May import engine, http, journal, policy, model,
 * definition, Jackson and Jenkins. Changes when there is another way to tell people, or something else to tell.
 */
package io.jenkins.plugins.rollout.notify;
