package hudson.model.queue;

import hudson.model.Queue.Executable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A build that was asked for: completes when it ended. */
public interface QueueTaskFuture<R extends Executable> extends Future<R> {
    /** Completes when it starts. */
    Future<R> getStartCondition();

    R waitForStart() throws InterruptedException, ExecutionException;
}
