package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Functions;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;

/** Ends a program with a result of its own, usually because someone wished so. */
public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    @NonNull
    private final Result result;

    @NonNull
    private final ArrayList<CauseOfInterruption> causes;

    private boolean actualInterruption;

    @Deprecated
    public FlowInterruptedException(@NonNull Result result, @NonNull CauseOfInterruption... causes) {
        this(result, true, causes);
    }

    public FlowInterruptedException(
            @NonNull Result result, boolean actualInterruption, @NonNull CauseOfInterruption... causes) {
        this.result = result;
        this.actualInterruption = actualInterruption;
        this.causes = new ArrayList<>(List.of(causes));
    }

    @NonNull
    public Result getResult() {
        return result;
    }

    @NonNull
    public List<CauseOfInterruption> getCauses() {
        return causes;
    }

    /** False for an error that merely has a result. */
    public boolean isActualInterruption() {
        return actualInterruption;
    }

    public void setActualInterruption(boolean actualInterruption) {
        this.actualInterruption = actualInterruption;
    }

    @Override
    public String getMessage() {
        return causes.stream().map(CauseOfInterruption::getShortDescription).collect(Collectors.joining(", "));
    }

    /** Writes the causes to the log and the build, each once. */
    public void handle(Run<?, ?> run, TaskListener listener) {
        Set<CauseOfInterruption> news = new LinkedHashSet<>(causes);
        run.getActions(InterruptedBuildAction.class).forEach(a -> news.removeAll(a.getCauses()));
        if (!news.isEmpty()) {
            run.addAction(new InterruptedBuildAction(news));
            news.forEach(cause -> cause.print(listener));
        }
        tell(getCause(), run, listener);
        for (Throwable t : getSuppressed()) {
            tell(t, run, listener);
        }
    }

    private static void tell(@CheckForNull Throwable t, Run<?, ?> run, TaskListener listener) {
        if (t instanceof AbortException) {
            listener.getLogger().println(t.getMessage());
        } else if (t instanceof FlowInterruptedException interrupted) {
            interrupted.handle(run, listener);
        } else if (t != null) {
            Functions.printStackTrace(t, listener.getLogger());
        }
    }
}
