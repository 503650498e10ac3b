package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.QueueTaskFuture;

/** Asking for builds. */
@SuppressWarnings("unchecked")
public abstract class ParameterizedJobMixIn<
        JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
        RunT extends Run<JobT, RunT> & Queue.Executable> {
    protected abstract JobT asJob();

    @CheckForNull
    public final QueueTaskFuture<RunT> scheduleBuild2(int quietPeriod, Action... actions) {
        Queue.Item item = scheduleBuild2(asJob(), quietPeriod, actions);
        return item == null ? null : (QueueTaskFuture<RunT>) (QueueTaskFuture<?>) item.getFuture();
    }

    /** Null when the job cannot be built. */
    @CheckForNull
    public static Queue.Item scheduleBuild2(Job<?, ?> job, int quietPeriod, Action... actions) {
        if (!(job instanceof ParameterizedJob<?, ?> buildable) || !job.isBuildable()) {
            return null;
        }
        return buildable.enqueue(quietPeriod < 0 ? 0 : quietPeriod, actions);
    }

    /** A job that takes arguments. */
    public interface ParameterizedJob<
            JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
            RunT extends Run<JobT, RunT> & Queue.Executable> {
        /** For {@link ParameterizedJobMixIn#scheduleBuild2(Job, int, Action...)} alone. */
        Queue.Item enqueue(int quietPeriod, Action... actions);
    }
}
