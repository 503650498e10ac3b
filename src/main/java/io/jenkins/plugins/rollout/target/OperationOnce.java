package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.queue.CauseOfBlockage;
import hudson.model.queue.QueueTaskDispatcher;

/**
 * Keeps an operation from a second build. A controller that was killed may come back with a queue that is older than
 * its builds: an item is there again although its build has begun.
 */
@Extension
public final class OperationOnce extends QueueTaskDispatcher {
    @Override
    @CheckForNull
    public CauseOfBlockage canRun(Queue.Item item) {
        return item.task instanceof Job<?, ?> job
                ? OperationAction.of(item)
                        .map(OperationAction::operation)
                        .filter(OperationBuilds.get()::mayBeSecond)
                        .flatMap(operation -> new JobRecords(job).build(operation))
                        .map(build -> new Done(build.getFullDisplayName()))
                        .orElse(null)
                : null;
    }

    private static final class Done extends CauseOfBlockage {
        private final String build;

        Done(String build) {
            this.build = build;
        }

        @Override
        public String getShortDescription() {
            return build + " has performed this operation already";
        }

        /** Jenkins takes it off the queue. */
        @Override
        public boolean isFatal() {
            return true;
        }
    }
}
