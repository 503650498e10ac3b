package io.jenkins.plugins.rollout.embedded.probe;

import hudson.Extension;
import hudson.model.TaskListener;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code forwardAndBack(count: 2) { … }}: calls its block once a number, forward; when one fails, backward through
 * those that were called, and then fails: the shape of a rollout that is undone.
 */
public final class ForwardAndBackStep extends Step {
    private final int count;

    @DataBoundConstructor
    public ForwardAndBackStep(int count) {
        this.count = count;
    }

    public int getCount() {
        return count;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, count);
    }

    /** What the block has around it; found by its own class. */
    public record Direction(String name) implements Serializable {}

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final int count;
        private int at = 1;
        private boolean back;
        private Throwable failure;

        Execution(StepContext context, int count) {
            super(context);
            this.count = count;
        }

        @Override
        public boolean start() throws Exception {
            call();
            return false;
        }

        private void call() throws Exception {
            String direction = back ? "back" : "forward";
            EnvironmentExpander outer = getContext().get(EnvironmentExpander.class);
            getContext()
                    .newBodyInvoker()
                    .withContexts(
                            EnvironmentExpander.merge(
                                    outer,
                                    EnvironmentExpander.constant(
                                            Map.of("AT", Integer.toString(at), "DIRECTION", direction))),
                            new Direction(direction))
                    .withDisplayName(direction + " " + at)
                    .withCallback(new Ended(this))
                    .start();
        }

        void ended(Throwable t) throws Exception {
            if (t != null) {
                getContext()
                        .get(TaskListener.class)
                        .getLogger()
                        .println((back ? "back " : "forward ") + at + " failed");
                if (failure == null) {
                    failure = t;
                }
                if (!back) {
                    back = true;
                    call();
                    return;
                }
            }
            at += back ? -1 : 1;
            if (at >= 1 && at <= count) {
                call();
            } else if (failure == null) {
                getContext().onSuccess("done");
            } else {
                getContext().onFailure(failure);
            }
        }
    }

    private static final class Ended extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final Execution execution;

        Ended(Execution execution) {
            this.execution = execution;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            tell(context, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            tell(context, t);
        }

        private void tell(StepContext context, Throwable t) {
            try {
                execution.ended(t);
            } catch (Exception e) {
                context.onFailure(e);
            }
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "forwardAndBack";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(TaskListener.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(Direction.class);
        }
    }
}
