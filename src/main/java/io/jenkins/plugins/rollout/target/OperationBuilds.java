package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.model.queue.QueueListener;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/** Hears of the builds that perform operations, and tells those who wait for them. No thread waits. */
@Extension
public final class OperationBuilds extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(OperationBuilds.class.getName());

    /** By operation; an entry stands from when a build was asked for or found until it is over. */
    private final Map<String, CompletableFuture<TargetAnswer>> underWay = new ConcurrentHashMap<>();

    /** Operations of which it is known that there is no second build, so that nobody needs to look for one. */
    private final Set<String> single = ConcurrentHashMap.newKeySet();

    static OperationBuilds get() {
        return ExtensionList.lookupSingleton(OperationBuilds.class);
    }

    /** What becomes of the build of an operation. For everybody who waits: copy it before cancelling. */
    CompletableFuture<TargetAnswer> end(String operation) {
        return underWay.computeIfAbsent(operation, unused -> new CompletableFuture<>());
    }

    /** The same for an operation whose build is about to be asked for. */
    CompletableFuture<TargetAnswer> begin(String operation) {
        single.add(operation);
        return end(operation);
    }

    boolean isUnderWay(String operation) {
        return underWay.containsKey(operation);
    }

    /** Whether a look at all builds is needed to know if this one in the queue would be the second. Says so once. */
    boolean mayBeSecond(String operation) {
        return single.add(operation);
    }

    /** Nobody needs to wait: it ended like this. */
    void ended(String operation, TargetAnswer answer) {
        single.remove(operation);
        CompletableFuture<TargetAnswer> waiting = underWay.remove(operation);
        if (waiting != null) {
            // not on the thread of the build or the queue, which has other things to do
            waiting.completeAsync(() -> answer);
        }
    }

    /** What a build that is over means for its operation. */
    static TargetAnswer answer(Run<?, ?> run) {
        Result result = run.getResult();
        String name = run.getFullDisplayName();
        if (result == Result.SUCCESS) {
            return TargetAnswer.done(name + " succeeded");
        }
        String root = Jenkins.get().getRootUrl();
        return TargetAnswer.failed(name + " ended with " + (result == null ? "no result" : result) + ": "
                + (root == null ? "/" : root) + run.getUrl());
    }

    /** Jenkins writes some builds only when they are over; a crash must not make it forget whose build this is. */
    @Override
    public void onStarted(Run<?, ?> run, TaskListener listener) {
        if (OperationAction.of(run).isPresent()) {
            try {
                run.save();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "could not save " + run);
            }
        }
    }

    @Override
    public void onFinalized(Run<?, ?> run) {
        OperationAction.of(run).ifPresent(action -> ended(action.operation(), answer(run)));
    }

    @Override
    public void onDeleted(Run<?, ?> run) {
        OperationAction.of(run).ifPresent(action ->
                ended(action.operation(), TargetAnswer.failed(run.getFullDisplayName() + " was deleted")));
    }

    /** Hears of builds that are cancelled before they start. */
    @Extension
    public static final class Waiting extends QueueListener {
        @Override
        public void onLeft(@NonNull Queue.LeftItem item) {
            if (item.isCancelled() && item.task instanceof Job<?, ?> job) {
                // looks at builds, for which the queue must not wait
                OperationAction.of(item)
                        .ifPresent(action -> Timer.get().execute(() -> cancelled(job, action.operation())));
            }
        }

        private static void cancelled(Job<?, ?> job, String operation) {
            Optional<Run<?, ?>> first = new JobRecords(job).build(operation);
            if (first.isEmpty()) {
                get().ended(operation, TargetAnswer.failed(
                        "the build of " + job.getFullDisplayName() + " was cancelled while it waited in the queue"));
            } else if (!first.get().isLogUpdated()) {
                // a second one was taken off the queue; what the first one came to counts
                get().ended(operation, answer(first.get()));
            }
        }
    }
}
