package io.jenkins.plugins.rollout.embedded.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.embedded.cps.BlockArguments;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.embedded.job.Slots;
import java.io.File;
import java.io.IOException;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Gives its block an executor and a workspace. There is one node, this machine, and it has every label. */
public final class NodeStep extends Step {
    private final String label;

    @DataBoundConstructor
    public NodeStep(String label) {
        this.label = Util.fixEmptyAndTrim(label);
    }

    public String getLabel() {
        return label;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private static final int NONE = -1;

        private int slot = NONE;
        private transient volatile Slots.Ticket ticket;

        Execution(StepContext context) {
            super(context);
        }

        @Override
        public boolean start() throws Exception {
            await();
            return false;
        }

        private void await() throws IOException, InterruptedException {
            ticket = EmbeddedJenkins.get().slots().acquire(this::begin);
            if (slot == NONE) {
                getContext()
                        .get(TaskListener.class)
                        .getLogger()
                        .println("Still waiting for the next available executor");
            }
        }

        private void begin(int got) {
            slot = got;
            try {
                TaskListener listener = getContext().get(TaskListener.class);
                FilePath workspace = workspace(getContext().get(Run.class));
                workspace.mkdirs();
                listener.getLogger().println("Running on built-in in " + workspace);
                EnvVars env = new EnvVars(EnvVars.masterEnvVars);
                env.put("NODE_NAME", "built-in");
                env.put("NODE_LABELS", "built-in");
                env.put("EXECUTOR_NUMBER", Integer.toString(slot));
                env.put("WORKSPACE", workspace.getRemote());
                env.put("WORKSPACE_TMP", workspace.getRemote() + "@tmp");
                getContext()
                        .newBodyInvoker()
                        .withContexts(workspace, env)
                        .withCallback(new GiveBack(this))
                        .start();
            } catch (IOException | RuntimeException e) {
                giveBack();
                getContext().onFailure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                giveBack();
                getContext().onFailure(e);
            }
        }

        /** One a job and executor, so that two builds at once do not meet. */
        private FilePath workspace(Run<?, ?> run) {
            String name = run.getParent().getName() + (slot == 0 ? "" : "@" + (slot + 1));
            return new FilePath(new File(EmbeddedJenkins.get().getRootDir(), "workspace/" + name));
        }

        void giveBack() {
            if (slot != NONE) {
                EmbeddedJenkins.get().slots().release(slot);
                slot = NONE;
            }
        }

        @Override
        public void onResume() {
            if (slot != NONE) {
                EmbeddedJenkins.get().slots().retake(slot);
                if (!((BlockArguments) getContext()).runsBlock()) {
                    begin(slot);
                }
                return;
            }
            try {
                await();
            } catch (IOException e) {
                getContext().onFailure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                getContext().onFailure(e);
            }
        }

        @Override
        public void stop(Throwable cause) throws Exception {
            Slots.Ticket mine = ticket;
            if (mine != null) {
                mine.giveUp();
            }
            super.stop(cause);
        }

        @Override
        public String getStatus() {
            return slot == NONE ? "waiting for an executor" : "running on built-in";
        }
    }

    private static final class GiveBack extends BodyExecutionCallback.TailCall {
        private static final long serialVersionUID = 1L;
        private final Execution execution;

        GiveBack(Execution execution) {
            this.execution = execution;
        }

        @Override
        protected void finished(StepContext context) {
            execution.giveBack();
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "node";
        }

        @Override
        public String getDisplayName() {
            return "Allocate node";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(FilePath.class, EnvVars.class);
        }
    }
}
