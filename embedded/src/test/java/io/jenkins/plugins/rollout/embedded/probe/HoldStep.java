package io.jenkins.plugins.rollout.embedded.probe;

import hudson.Extension;
import hudson.model.TaskListener;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code hold 'name'}: waits until a test releases it, and says what happens to it. */
public final class HoldStep extends Step {
    private final String name;

    @DataBoundConstructor
    public HoldStep(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, name);
    }

    /** Ends the one of this name, in whatever build; false when it does not wait now. */
    public static boolean release(String name, Object result) throws Exception {
        AtomicBoolean found = new AtomicBoolean();
        StepExecution.acceptAll(Execution.class, e -> {
                    if (e.name.equals(name)) {
                        found.set(true);
                        e.getContext().onSuccess(result);
                    }
                })
                .get();
        return found.get();
    }

    static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final String name;

        Execution(StepContext context, String name) {
            super(context);
            this.name = name;
        }

        @Override
        public boolean start() throws Exception {
            say("holding");
            return false;
        }

        @Override
        public void onResume() {
            say("resumed");
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            say("stopped");
            super.stop(cause);
        }

        private void say(String what) {
            try {
                getContext().get(TaskListener.class).getLogger().println(name + " " + what);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "hold";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(TaskListener.class);
        }
    }
}
