package io.jenkins.plugins.rollout.embedded.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Runs a shell script in the workspace. The script outlives the controller and is found again. */
public final class ShStep extends Step {
    private final String script;
    private boolean returnStdout;
    private boolean returnStatus;
    private String label;

    @DataBoundConstructor
    public ShStep(String script) {
        if (script == null) {
            throw new IllegalArgumentException("sh: a script is missing; write sh 'command'");
        }
        this.script = script;
    }

    public String getScript() {
        return script;
    }

    public boolean isReturnStdout() {
        return returnStdout;
    }

    @DataBoundSetter
    public void setReturnStdout(boolean returnStdout) {
        this.returnStdout = returnStdout;
    }

    public boolean isReturnStatus() {
        return returnStatus;
    }

    @DataBoundSetter
    public void setReturnStatus(boolean returnStatus) {
        this.returnStatus = returnStatus;
    }

    public String getLabel() {
        return label;
    }

    @DataBoundSetter
    public void setLabel(String label) {
        this.label = label;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        if (returnStdout && returnStatus) {
            throw new IllegalArgumentException("you may not specify both returnStdout and returnStatus");
        }
        return new Execution(context, this);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        // a script may be over in a moment or run for hours: look often first, then once a second
        private static final long SOONEST = 20;
        private static final long LATEST = 1000;

        private final boolean returnStdout;
        private final boolean returnStatus;
        private final String directory;

        private final String script;
        private Integer code;
        private String output;
        private transient volatile ScheduledFuture<?> look;
        private transient volatile Throwable stopped;
        private transient long pause = SOONEST;

        Execution(StepContext context, ShStep step) throws IOException, InterruptedException {
            super(context);
            this.script = step.script;
            this.returnStdout = step.returnStdout;
            this.returnStatus = step.returnStatus;
            this.directory = context.get(FilePath.class).getRemote() + "@tmp/durable-" + UUID.randomUUID();
        }

        private DurableScript process() {
            return new DurableScript(Path.of(directory));
        }

        @Override
        public boolean start() throws Exception {
            launch();
            lookLater();
            return false;
        }

        private void launch() throws IOException, InterruptedException {
            FilePath workspace = getContext().get(FilePath.class);
            process()
                    .launch(script, Path.of(workspace.getRemote()), getContext().get(EnvVars.class), returnStdout);
        }

        @Override
        public void onResume() {
            pause = SOONEST;
            lookLater();
        }

        private void lookLater() {
            look = Timer.get().schedule(this::look, pause, TimeUnit.MILLISECONDS);
            pause = Math.min(LATEST, pause * 3 / 2);
        }

        private synchronized void look() {
            try {
                if (code != null) {
                    end(); // noted before the controller was killed
                    return;
                }
                if (!process().isLaunched()) {
                    launch(); // the controller was killed just before
                }
                // the exit code first: what was written before it is complete
                OptionalInt ended = process().exitCode();
                process().copyLog(getContext().get(TaskListener.class).getLogger());
                if (ended.isEmpty()) {
                    lookLater();
                } else {
                    note(ended.getAsInt());
                }
            } catch (IOException | RuntimeException e) {
                getContext().onFailure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                getContext().onFailure(e);
            }
        }

        /** What the script leaves is deleted only when it is saved how it ended: a kill in between must not lose that. */
        private void note(int ended) throws IOException {
            output = returnStdout ? process().output() : null;
            code = ended;
            getContext().saveState().addListener(this::look, Timer.get());
        }

        private void end() throws IOException {
            process().delete();
            if (stopped != null) {
                getContext().onFailure(stopped);
            } else if (returnStatus) {
                getContext().onSuccess(code);
            } else if (code == 0) {
                getContext().onSuccess(output);
            } else {
                getContext().onFailure(new AbortException("script returned exit code " + code));
            }
        }

        /** The script is told to end; the step ends when it has. */
        @Override
        public void stop(Throwable cause) throws Exception {
            stopped = cause;
            process().kill();
            getContext().get(TaskListener.class).getLogger().println("Sending interrupt signal to process");
        }

        @Override
        public String getStatus() {
            return "running a shell script in " + directory;
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "sh";
        }

        @Override
        public String getDisplayName() {
            return "Shell Script";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FilePath.class);
        }
    }
}
