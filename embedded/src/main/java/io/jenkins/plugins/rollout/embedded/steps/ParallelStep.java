package io.jenkins.plugins.rollout.embedded.steps;

import groovy.lang.Closure;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.embedded.cps.BlockArguments;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Runs several blocks side by side: {@code parallel a: {…}, b: {…}, failFast: true}. */
public final class ParallelStep extends Step {
    private final Map<String, Closure<?>> branches;
    private final boolean failFast;

    ParallelStep(Map<String, Closure<?>> branches, boolean failFast) {
        this.branches = branches;
        this.failFast = failFast;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final boolean failFast;
        private final LinkedHashMap<String, BodyExecution> running = new LinkedHashMap<>();
        private final LinkedHashMap<String, Object> results = new LinkedHashMap<>();
        private Throwable failure;

        private final transient Map<String, Closure<?>> branches;

        Execution(StepContext context, ParallelStep step) {
            super(context);
            this.branches = step.branches;
            this.failFast = step.failFast;
        }

        @Override
        public boolean start() {
            if (branches.isEmpty()) {
                getContext().onSuccess(results);
                return true;
            }
            branches.forEach((name, block) -> running.put(
                    name,
                    ((BlockArguments) getContext())
                            .newBodyInvoker(block)
                            .withDisplayName("Branch: " + name)
                            .withCallback(new Branch(this, name))
                            .start()));
            return false;
        }

        private void ended(String name, Object result) {
            running.remove(name);
            results.put(name, result);
            endWhenAllHave();
        }

        private void failed(String name, Throwable t) throws Exception {
            running.remove(name);
            if (failure == null) {
                failure = t;
                if (failFast && !running.isEmpty()) {
                    cancelOthers(name);
                }
            } else if (failure != t) {
                failure.addSuppressed(t);
            }
            endWhenAllHave();
        }

        private void cancelOthers(String name) throws Exception {
            getContext().get(TaskListener.class).getLogger().println("Failed in branch " + name);
            FlowInterruptedException cause = new FlowInterruptedException(Result.ABORTED, true, new FailFast(name));
            Map.copyOf(running).values().forEach(body -> body.cancel(cause));
        }

        private void endWhenAllHave() {
            if (running.isEmpty()) {
                if (failure == null) {
                    getContext().onSuccess(results);
                } else {
                    getContext().onFailure(failure);
                }
            }
        }
    }

    private static final class Branch extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;
        private final Execution execution;
        private final String name;

        Branch(Execution execution, String name) {
            this.execution = execution;
            this.name = name;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.ended(name, result);
        }

        @Override
        public void onFailure(StepContext context, Throwable t) {
            try {
                execution.failed(name, t);
            } catch (Exception e) {
                t.addSuppressed(e);
                context.onFailure(t);
            }
        }
    }

    /** Another branch failed. */
    public static final class FailFast extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;
        private final String branch;

        FailFast(String branch) {
            this.branch = branch;
        }

        @Override
        public String getShortDescription() {
            return "Failed in branch " + branch;
        }
    }

    /** Names it; binds by itself, for its arguments are blocks. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "parallel";
        }

        @Override
        public String getDisplayName() {
            return "Execute in parallel";
        }

        @Override
        @Deprecated
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            Map<String, Closure<?>> branches = new LinkedHashMap<>();
            boolean failFast = false;
            for (Map.Entry<String, Object> e : arguments.entrySet()) {
                if (e.getValue() instanceof Closure<?> block) {
                    branches.put(e.getKey(), block);
                } else if (e.getKey().equals("failFast")) {
                    failFast = Boolean.TRUE.equals(e.getValue());
                } else {
                    throw new AbortException(
                            "parallel: '" + e.getKey() + "' is no block; write " + e.getKey() + ": { … }");
                }
            }
            return new ParallelStep(branches, failFast);
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(TaskListener.class);
        }
    }
}
