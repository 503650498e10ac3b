package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * {@code deployTo}: has a target deploy the phase in whose block it stands. The engine undoes it when it comes to
 * that.
 */
public final class DeployToStep extends Step {
    private final DeploymentTarget target;
    private final Mistakes mistakes = new Mistakes();

    @DataBoundConstructor
    public DeployToStep(DeploymentTarget target) {
        this.target = target;
    }

    @CheckForNull
    public DeploymentTarget getTarget() {
        return target;
    }

    TargetRef toTarget() throws AbortException {
        List<Problem> problems = check();
        if (!problems.isEmpty()) {
            throw mistakes.refusal("deployTo");
        }
        return ref();
    }

    /** What is wrong with it, without asking any other system. */
    List<Problem> check() {
        if (target == null) {
            mistakes.addFollowing(
                    List.of(Problem.of("target", "is missing; write deployTo http(…) or another target")));
        } else {
            mistakes.addAll(target.validate(RolloutService.get().targetContext()));
        }
        return mistakes.all();
    }

    /** The target, which has no mistakes. */
    TargetRef ref() {
        return new TargetRef(target.describe(), target.ability(), Definitions.toJson(target));
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        TargetRef ref = toTarget();
        RolloutScope scope = context.get(RolloutScope.class);
        if (scope == null || scope.phase() == null) {
            throw new AbortException(
                    "deployTo " + ref.name() + ": it stands outside of a phase; write it in the block of"
                            + " a phase, or of a rollout with the argument 'phases'");
        }
        return new DeployToExecution(context, scope, ref);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "deployTo";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Deploy a phase to a target";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        /** Binds by way of {@link Arguments}, so that all mistakes are found and none is only warned of. */
        @Override
        @SuppressWarnings("deprecation") // the way of Pipeline to let a step read its own arguments
        public Step newInstance(Map<String, Object> written) {
            Mistakes mistakes = new Mistakes();
            Map<String, Object> arguments = Arguments.read(DeployToStep.class, written, mistakes);
            DeployToStep step = DescribableModel.of(DeployToStep.class).instantiate(arguments, null);
            step.mistakes.addAll(mistakes.all());
            return step;
        }
    }
}
