package io.jenkins.plugins.rollout.embedded.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.TaskListener;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Waits for a time. */
public final class SleepStep extends Step {
    private final long time;
    private TimeUnit unit = TimeUnit.SECONDS;

    @DataBoundConstructor
    public SleepStep(long time) {
        this.time = time;
    }

    public long getTime() {
        return time;
    }

    public TimeUnit getUnit() {
        return unit;
    }

    @DataBoundSetter
    public void setUnit(TimeUnit unit) {
        this.unit = unit;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, unit.toMillis(time));
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        /** When, not how long, so that a restart does not begin anew; epoch milliseconds. */
        private final long end;

        private transient volatile ScheduledFuture<?> alarm;

        Execution(StepContext context, long millis) {
            super(context);
            this.end = System.currentTimeMillis() + millis;
        }

        @Override
        public boolean start() throws Exception {
            long left = end - System.currentTimeMillis();
            getContext()
                    .get(TaskListener.class)
                    .getLogger()
                    .println("Sleeping for " + Util.getTimeSpanString(Math.max(0, left)));
            arm();
            return false;
        }

        private void arm() {
            long left = Math.max(0, end - System.currentTimeMillis());
            alarm = Timer.get().schedule(() -> getContext().onSuccess(null), left, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onResume() {
            arm();
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            ScheduledFuture<?> armed = alarm;
            if (armed != null) {
                armed.cancel(false);
            }
            super.stop(cause);
        }

        @Override
        public String getStatus() {
            long left = end - System.currentTimeMillis();
            return left > 0 ? "sleeping for another " + Util.getTimeSpanString(left) : "should have stopped sleeping";
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "sleep";
        }

        @Override
        public String getDisplayName() {
            return "Sleep";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(TaskListener.class);
        }
    }
}
