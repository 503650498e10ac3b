package io.jenkins.plugins.rollout.controller;

import hudson.Extension;
import hudson.model.Queue;
import hudson.model.queue.QueueListener;

/** Hears of commands that are taken off the queue. */
@Extension
public final class CommandsInQueue extends QueueListener {
    @Override
    public void onLeft(Queue.LeftItem item) {
        if (item.isCancelled() && item.task instanceof CommandTask command) {
            command.cancelledInQueue();
        }
    }
}
