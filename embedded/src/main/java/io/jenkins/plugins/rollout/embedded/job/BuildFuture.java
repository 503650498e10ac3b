package io.jenkins.plugins.rollout.embedded.job;

import hudson.model.Queue.Executable;
import hudson.model.queue.QueueTaskFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A build that was asked for: first its start, then its end. */
final class BuildFuture extends CompletableFuture<Executable> implements QueueTaskFuture<Executable> {
    private final CompletableFuture<Executable> start = new CompletableFuture<>();

    void started(PipelineRun run) {
        start.complete(run);
        run.end().thenAccept(this::complete);
    }

    void fail(Exception e) {
        start.completeExceptionally(e);
        completeExceptionally(e);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        start.cancel(mayInterrupt);
        return super.cancel(mayInterrupt);
    }

    @Override
    public Future<Executable> getStartCondition() {
        return start;
    }

    @Override
    public Executable waitForStart() throws InterruptedException, ExecutionException {
        return start.get();
    }
}
