package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
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

/**
 * {@code gate}: metrics and approval alone, anywhere in a Pipeline. Nothing is deployed or undone. Inside a rollout
 * it is about that rollout's application and version.
 */
public final class GateStep extends Step {
    private static final String DEFAULT_NAME = "gate";

    private final GateDefinition definition = new GateDefinition();
    private final Mistakes mistakes = new Mistakes();
    private String name = DEFAULT_NAME;
    private String application;
    private String version;
    private String environment;

    @DataBoundConstructor
    public GateStep() {}

    @NonNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(@CheckForNull String name) {
        this.name = name == null || name.isBlank() ? DEFAULT_NAME : name.trim();
    }

    @CheckForNull
    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(@CheckForNull String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    @CheckForNull
    public String getVersion() {
        return version;
    }

    @DataBoundSetter
    public void setVersion(@CheckForNull String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    @CheckForNull
    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(@CheckForNull String environment) {
        this.environment = Util.fixEmptyAndTrim(environment);
    }

    @NonNull
    public List<MetricCriterion> getMetrics() {
        return definition.getMetrics();
    }

    @DataBoundSetter
    public void setMetrics(@CheckForNull List<MetricCriterion> metrics) {
        definition.setMetrics(metrics);
    }

    @CheckForNull
    public String getInterval() {
        return definition.getInterval();
    }

    @DataBoundSetter
    public void setInterval(@CheckForNull String interval) {
        definition.setInterval(interval);
    }

    @CheckForNull
    public String getInitialDelay() {
        return definition.getInitialDelay();
    }

    @DataBoundSetter
    public void setInitialDelay(@CheckForNull String initialDelay) {
        definition.setInitialDelay(initialDelay);
    }

    public int getPasses() {
        return definition.getPasses();
    }

    @DataBoundSetter
    public void setPasses(int passes) {
        definition.setPasses(passes);
    }

    @CheckForNull
    public ApprovalDefinition getApproval() {
        return definition.getApproval();
    }

    @DataBoundSetter
    public void setApproval(@CheckForNull ApprovalDefinition approval) {
        definition.setApproval(approval);
    }

    /**
     * @param around the rollout and phase it stands in; null for none
     * @throws AbortException with all mistakes in one message
     */
    Plan toPlan(Run<?, ?> run, @CheckForNull RolloutScope around) throws AbortException {
        Optional<RolloutState> outer = around == null
                ? Optional.empty()
                : RolloutService.get().engine().state(around.rolloutId());
        Optional<Plan> plan = outer.map(RolloutState::plan);
        Optional<Phase> phase = around == null || around.phase() == null
                ? Optional.empty()
                : outer.flatMap(state -> state.phase(around.phase())).map(PhaseState::phase);
        var gate = new Phase(
                name,
                phase.map(Phase::audience).orElse(null),
                phase.map(Phase::exposure).orElse(null),
                definition.toGate(mistakes),
                null);
        var alone = new Plan(
                or(application, plan.map(Plan::application), run.getParent().getFullName()),
                or(environment, plan.map(Plan::environment), Plan.DEFAULT_ENVIRONMENT),
                or(version, plan.map(Plan::version), run.getId()),
                plan.map(Plan::previousVersion).orElse(null),
                plan.map(Plan::artifact).orElse(null),
                Plan.Form.GATE,
                List.of(gate),
                Plan.OnFailure.STOP,
                Plan.OnAbort.STOP,
                Plan.IfBusy.WAIT);
        check(alone, JobRules.of(run));
        mistakes.refuse("gate '" + name + "'");
        return alone;
    }

    private void check(Plan alone, Rules rules) {
        mistakes.addFollowing(PlanRules.problems(alone).stream()
                .map(problem -> problem.place().isEmpty()
                        ? problem
                        : new Problem("", problem.field().replaceFirst("^gate\\.", ""), problem.message()))
                .toList());
        mistakes.addFollowing(PolicyCheck.problems(alone, rules).stream()
                .map(problem -> new Problem("", problem.field().replaceFirst("^gate\\.", ""), problem.message()))
                .toList());
    }

    /**
     * What is wrong with it, as far as that is known without a run.
     *
     * @param around the plan of the rollout around it; null for none
     * @param job full name of the job, for want of an application
     */
    List<Problem> check(@CheckForNull Plan around, String job, Rules rules) {
        Optional<Plan> plan = Optional.ofNullable(around);
        check(
                new Plan(
                        or(application, plan.map(Plan::application), job),
                        or(environment, plan.map(Plan::environment), Plan.DEFAULT_ENVIRONMENT),
                        or(version, plan.map(Plan::version), "0"),
                        null,
                        null,
                        Plan.Form.GATE,
                        List.of(new Phase(name, null, null, definition.toGate(mistakes), null)),
                        null,
                        null,
                        null),
                rules);
        return mistakes.all();
    }

    private static String or(String written, Optional<String> inherited, String otherwise) {
        return written != null ? written : inherited.orElse(otherwise);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new GateExecution(
                context, Telling.administrators(toPlan(context.get(Run.class), context.get(RolloutScope.class))));
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "gate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Wait for metrics and approval";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return Labels.of(arguments, "name");
        }

        /** Binds by way of {@link Arguments}, so that all mistakes are found and none is only warned of. */
        @Override
        @SuppressWarnings("deprecation") // the way of Pipeline to let a step read its own arguments
        public Step newInstance(Map<String, Object> written) {
            Mistakes mistakes = new Mistakes();
            Map<String, Object> arguments = Arguments.read(GateStep.class, written, mistakes);
            GateStep step = DescribableModel.of(GateStep.class).instantiate(arguments, null);
            step.mistakes.addAll(mistakes.all());
            return step;
        }

        @POST
        public FormValidation doCheckInterval(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }

        @POST
        public FormValidation doCheckInitialDelay(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }
    }
}
