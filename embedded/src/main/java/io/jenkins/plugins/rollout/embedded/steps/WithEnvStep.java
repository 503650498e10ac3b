package io.jenkins.plugins.rollout.embedded.steps;

import hudson.EnvVars;
import hudson.Extension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Sets environment variables in its block. */
public final class WithEnvStep extends Step {
    private final ArrayList<String> overrides;

    @DataBoundConstructor
    public WithEnvStep(List<String> overrides) {
        for (String pair : overrides) {
            if (pair.indexOf('=') <= 0) {
                throw new IllegalArgumentException("withEnv: '" + pair + "' is no variable; write 'NAME=value'");
            }
        }
        this.overrides = new ArrayList<>(overrides);
    }

    public List<String> getOverrides() {
        return overrides;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, overrides);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> overrides;

        Execution(StepContext context, ArrayList<String> overrides) {
            super(context);
            this.overrides = overrides;
        }

        @Override
        public boolean start() throws Exception {
            EnvironmentExpander outer = getContext().get(EnvironmentExpander.class);
            getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(outer, new Expander(overrides)))
                    .withCallback(BodyExecutionCallback.wrap(getContext()))
                    .start();
            return false;
        }
    }

    private static final class Expander extends EnvironmentExpander {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> overrides;

        Expander(ArrayList<String> overrides) {
            this.overrides = overrides;
        }

        @Override
        public void expand(EnvVars env) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String pair : overrides) {
                int sep = pair.indexOf('=');
                pairs.put(pair.substring(0, sep), pair.substring(sep + 1));
            }
            env.overrideExpandingAll(pairs);
        }
    }

    /** Names it. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "withEnv";
        }

        @Override
        public String getDisplayName() {
            return "Set environment variables";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of();
        }
    }
}
