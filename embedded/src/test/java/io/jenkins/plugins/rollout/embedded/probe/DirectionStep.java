package io.jenkins.plugins.rollout.embedded.probe;

import hudson.Extension;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code direction()}: what the block around it provides. */
public final class DirectionStep extends Step {
    @DataBoundConstructor
    public DirectionStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    private static final class Execution extends SynchronousStepExecution<String> {
        private static final long serialVersionUID = 1L;

        Execution(StepContext context) {
            super(context);
        }

        @Override
        protected String run() throws Exception {
            return getContext().get(ForwardAndBackStep.Direction.class).name();
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "direction";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(ForwardAndBackStep.Direction.class);
        }
    }
}
