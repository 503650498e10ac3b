package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code phase}: one phase of a rollout in step form; its block deploys it. */
public final class PhaseStep extends Step {
    private final PhaseDefinition definition;
    private final Mistakes mistakes = new Mistakes();

    @DataBoundConstructor
    public PhaseStep(String name) {
        definition = new PhaseDefinition(name);
    }

    @NonNull
    public String getName() {
        return definition.getName();
    }

    @CheckForNull
    public String getAudience() {
        return definition.getAudience();
    }

    @DataBoundSetter
    public void setAudience(@CheckForNull String audience) {
        definition.setAudience(audience);
    }

    /** In percent. */
    @CheckForNull
    public Double getExposure() {
        return definition.getExposure();
    }

    @DataBoundSetter
    public void setExposure(@CheckForNull Double exposure) {
        definition.setExposure(exposure);
    }

    @CheckForNull
    public GateDefinition getGate() {
        return definition.getGate();
    }

    @DataBoundSetter
    public void setGate(@CheckForNull GateDefinition gate) {
        definition.setGate(gate);
    }

    @CheckForNull
    public BakeDefinition getBake() {
        return definition.getBake();
    }

    @DataBoundSetter
    public void setBake(@CheckForNull BakeDefinition bake) {
        definition.setBake(bake);
    }

    /** The phase; what only the whole plan shows is found by the engine when the phase is reached. */
    Phase toPhase() throws AbortException {
        Phase phase = check();
        mistakes.refuse("the phase");
        return phase;
    }

    /** The phase, sound or not; {@link #mistakes} has what is wrong with it. */
    Phase check() {
        return definition.toPhase(mistakes);
    }

    List<Problem> mistakes() {
        return mistakes.all();
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        Phase phase = toPhase();
        RolloutScope scope = context.get(RolloutScope.class);
        if (scope == null) {
            throw new AbortException(PlanRules.place(phase.name()) + ": there is no rollout around it; write"
                    + " rollout(application: …, version: …) { … } around the phases, without the argument 'phases'");
        }
        if (scope.phase() != null) {
            throw new AbortException(PlanRules.place(phase.name()) + ": it stands inside the block of "
                    + PlanRules.place(scope.phase()) + "; phases stand one after the other in a rollout without the"
                    + " argument 'phases'");
        }
        return new PhaseExecution(context, scope.rolloutId(), phase);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor implements CustomDescribableModel {
        @Override
        public String getFunctionName() {
            return "phase";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Phase of a rollout";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(RolloutScope.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return Labels.of(arguments, "name");
        }

        /** Binds by way of {@link Arguments}, so that all mistakes are found and none is only warned of. */
        @Override
        @SuppressWarnings("deprecation") // the way of Pipeline to let a step read its own arguments
        public Step newInstance(Map<String, Object> written) {
            Mistakes mistakes = new Mistakes().at(PlanRules.place(String.valueOf(written.get("name"))));
            Map<String, Object> arguments = Arguments.read(PhaseStep.class, written, mistakes);
            PhaseStep step = DescribableModel.of(PhaseStep.class).instantiate(arguments, null);
            step.mistakes.addAll(mistakes.all());
            return step;
        }

        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable written) {
            return Snippets.wholePercents(written);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write a name, as in canary.");
        }

        @POST
        public FormValidation doCheckExposure(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.percentage(item, value);
        }
    }
}
