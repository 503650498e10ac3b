package io.jenkins.plugins.rollout.embedded.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Result;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Interrupts its block after a time. */
public final class TimeoutStep extends Step {
    private final int time;
    private TimeUnit unit = TimeUnit.MINUTES;

    @DataBoundConstructor
    public TimeoutStep(int time) {
        this.time = time;
    }

    public int getTime() {
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
        private static final Logger LOGGER = Logger.getLogger(TimeoutStep.class.getName());

        // a step that was asked to stop and does not within this time is given up, as Jenkins does
        private static final long GRACE = TimeUnit.SECONDS.toMillis(60);

        private final long end;
        private BodyExecution body;
        private boolean expired;

        private transient volatile ScheduledFuture<?> killer;

        Execution(StepContext context, long millis) {
            super(context);
            this.end = System.currentTimeMillis() + millis;
        }

        @Override
        public boolean start() throws Exception {
            body = getContext().newBodyInvoker().withCallback(new Disarm(this)).start();
            long left = Math.max(0, end - System.currentTimeMillis());
            say("Timeout set to expire in " + Util.getTimeSpanString(left));
            arm(left);
            return false;
        }

        @Override
        public void onResume() {
            arm(Math.max(0, expired ? GRACE : end - System.currentTimeMillis()));
        }

        private void arm(long millis) {
            killer = Timer.get().schedule(this::expire, millis, TimeUnit.MILLISECONDS);
        }

        private void expire() {
            FlowInterruptedException cause = new FlowInterruptedException(Result.ABORTED, true, new ExceededTimeout());
            if (!expired) {
                expired = true;
                say("Cancelling nested steps due to timeout");
                if (body.cancel(cause)) {
                    arm(GRACE);
                }
            } else {
                say("Body did not finish within grace period; terminating with extreme prejudice");
                body.getCurrentExecutions().forEach(e -> e.getContext().onFailure(cause));
            }
        }

        private void say(String text) {
            try {
                getContext().get(TaskListener.class).getLogger().println(text);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, text, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void disarm() {
            ScheduledFuture<?> armed = killer;
            if (armed != null) {
                armed.cancel(false);
            }
        }
    }

    private static final class Disarm extends BodyExecutionCallback.TailCall {
        private static final long serialVersionUID = 1L;
        private final Execution execution;

        Disarm(Execution execution) {
            this.execution = execution;
        }

        @Override
        protected void finished(StepContext context) {
            execution.disarm();
        }

        /** Whoever wrote the timeout can catch it and go on: to the outside it is an error with a result. */
        @Override
        public void onFailure(StepContext context, Throwable t) {
            if (t instanceof FlowInterruptedException f
                    && f.getCauses().stream().anyMatch(ExceededTimeout.class::isInstance)) {
                f.setActualInterruption(false);
            }
            super.onFailure(context, t);
        }
    }

    /** The time was over. */
    public static final class ExceededTimeout extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Timeout has been exceeded";
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "timeout";
        }

        @Override
        public String getDisplayName() {
            return "Enforce time limit";
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
