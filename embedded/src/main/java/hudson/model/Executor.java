package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** What performs a build; here all of them are programs. */
public class Executor {
    private static final Logger LOGGER = Logger.getLogger(Executor.class.getName());

    private final FlowExecution execution;

    private Executor(FlowExecution execution) {
        this.execution = execution;
    }

    /** The one that performs this build; null when the build is over. */
    @CheckForNull
    public static Executor of(Queue.Executable executable) {
        FlowExecutionOwner owner =
                executable instanceof FlowExecutionOwner.Executable program ? program.asFlowExecutionOwner() : null;
        FlowExecution execution = owner == null ? null : owner.getOrNull();
        return execution == null || execution.isComplete() ? null : new Executor(execution);
    }

    public void interrupt(Result result, CauseOfInterruption... causes) {
        try {
            execution.interrupt(result, causes);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "could not interrupt " + execution, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
