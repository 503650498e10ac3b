package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Result;
import java.io.Serializable;
import java.util.Collection;
import java.util.concurrent.Future;
import jenkins.model.CauseOfInterruption;

/** One run of a step's block. */
public abstract class BodyExecution implements Future<Object>, Serializable {
    private static final long serialVersionUID = 1L;

    /** The innermost steps that run in it now. */
    public abstract Collection<StepExecution> getCurrentExecutions();

    /** Stops what runs in it; false when it had ended. */
    public abstract boolean cancel(Throwable t);

    @Deprecated
    public boolean cancel(CauseOfInterruption... causes) {
        return cancel(new FlowInterruptedException(Result.ABORTED, true, causes));
    }

    @Override
    @Deprecated
    public boolean cancel(boolean mayInterrupt) {
        return cancel(new FlowInterruptedException(Result.ABORTED, true));
    }
}
