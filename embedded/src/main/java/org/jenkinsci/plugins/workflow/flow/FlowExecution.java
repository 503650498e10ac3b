package org.jenkinsci.plugins.workflow.flow;

import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import hudson.security.ACL;
import java.io.IOException;
import java.util.List;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/** A running program. */
public abstract class FlowExecution {
    public abstract FlowExecutionOwner getOwner();

    /** Running steps, outer before inner; the future completes on the program's own thread. */
    public abstract ListenableFuture<List<StepExecution>> getCurrentExecutions(boolean innerMostOnly);

    /** Asks the innermost running steps to stop. */
    public abstract void interrupt(Result r, CauseOfInterruption... causes) throws IOException, InterruptedException;

    public abstract boolean isComplete();

    /** Whom the program acts for. */
    @NonNull
    public Authentication getAuthentication2() {
        return ACL.SYSTEM2;
    }

    @CheckForNull
    public abstract Throwable getCauseOfFailure();
}
