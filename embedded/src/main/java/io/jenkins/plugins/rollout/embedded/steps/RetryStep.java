package io.jenkins.plugins.rollout.embedded.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Functions;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Runs its block again when it fails, so many times in all. */
public final class RetryStep extends Step {
    private final int count;

    @DataBoundConstructor
    public RetryStep(int count) {
        this.count = count;
    }

    public int getCount() {
        return count;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, count);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private int left;

        Execution(StepContext context, int count) {
            super(context);
            this.left = count;
        }

        @Override
        public boolean start() {
            run();
            return false;
        }

        void run() {
            left--;
            getContext().newBodyInvoker().withCallback(new Again(this)).start();
        }

        void failed(Throwable t) throws IOException, InterruptedException {
            boolean interrupted = t instanceof FlowInterruptedException f && f.isActualInterruption();
            if (interrupted || left <= 0) {
                getContext().onFailure(t);
                return;
            }
            TaskListener listener = getContext().get(TaskListener.class);
            if (t instanceof AbortException) {
                listener.error(t.getMessage());
            } else {
                Functions.printStackTrace(t, listener.error("Execution failed"));
            }
            listener.getLogger().println("Retrying");
            run();
        }
    }

    private static final class Again extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final Execution execution;

        Again(Execution execution) {
            this.execution = execution;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            try {
                execution.failed(t);
            } catch (IOException | InterruptedException e) {
                t.addSuppressed(e);
                context.onFailure(t);
            }
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "retry";
        }

        @Override
        public String getDisplayName() {
            return "Retry the body up to N times";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(TaskListener.class);
        }
    }
}
