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
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Announcement;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Administration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code rollout}: one version of one application going out to one environment. With {@code phases} the block deploys
 * one phase and is called once for each, and again in reverse to undo; without them the phases are steps in the block.
 */
public final class RolloutStep extends Step {
    private final String application;
    private final String version;
    private String environment = Plan.DEFAULT_ENVIRONMENT;
    private String previousVersion;
    private String artifact;
    private List<PhaseDefinition> phases;
    private String template;
    private String onFailure = "rollback";
    private String onAbort = "rollback";
    private String ifBusy = "wait";
    private List<String> calendars = List.of();
    private String hotfix;
    private List<AudienceDefinition> audiences = List.of();
    private boolean handOver;
    private String driftInterval;
    private List<Notifier> notify = List.of();
    private List<Announcement> announce = List.of();
    private final Mistakes mistakes = new Mistakes();

    /** The arguments as they stand in the Jenkinsfile, from which a template knows what was said and what was not. */
    private transient Map<?, ?> written = Map.of();

    @DataBoundConstructor
    public RolloutStep(String application, String version) {
        this.application = Util.fixNull(application).trim();
        this.version = Util.fixNull(version).trim();
    }

    @NonNull
    public String getApplication() {
        return application;
    }

    @NonNull
    public String getVersion() {
        return version;
    }

    @NonNull
    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(@CheckForNull String environment) {
        this.environment = environment == null || environment.isBlank() ? Plan.DEFAULT_ENVIRONMENT : environment.trim();
    }

    @CheckForNull
    public String getPreviousVersion() {
        return previousVersion;
    }

    @DataBoundSetter
    public void setPreviousVersion(@CheckForNull String previousVersion) {
        this.previousVersion = Util.fixEmptyAndTrim(previousVersion);
    }

    @CheckForNull
    public String getArtifact() {
        return artifact;
    }

    @DataBoundSetter
    public void setArtifact(@CheckForNull String artifact) {
        this.artifact = Util.fixEmptyAndTrim(artifact);
    }

    /** Null in the step form. */
    @CheckForNull
    public List<PhaseDefinition> getPhases() {
        return phases;
    }

    @DataBoundSetter
    public void setPhases(@CheckForNull List<PhaseDefinition> phases) {
        this.phases = phases == null ? null : List.copyOf(phases);
    }

    /** Name of the administrator's template whose phases these are; null when the Jenkinsfile has its own. */
    @CheckForNull
    public String getTemplate() {
        return template;
    }

    @DataBoundSetter
    public void setTemplate(@CheckForNull String template) {
        this.template = Util.fixEmptyAndTrim(template);
    }

    @NonNull
    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(@CheckForNull String onFailure) {
        this.onFailure = onFailure == null || onFailure.isBlank() ? "rollback" : onFailure.trim();
    }

    @NonNull
    public String getOnAbort() {
        return onAbort;
    }

    @DataBoundSetter
    public void setOnAbort(@CheckForNull String onAbort) {
        this.onAbort = onAbort == null || onAbort.isBlank() ? "rollback" : onAbort.trim();
    }

    @NonNull
    public String getIfBusy() {
        return ifBusy;
    }

    @DataBoundSetter
    public void setIfBusy(@CheckForNull String ifBusy) {
        this.ifBusy = ifBusy == null || ifBusy.isBlank() ? "wait" : ifBusy.trim();
    }

    /** Names of calendars that hold besides those of policies. */
    @NonNull
    public List<String> getCalendars() {
        return calendars;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getCalendarLines() {
        return Names.lines(calendars);
    }

    /** One text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public void setCalendars(@CheckForNull List<String> calendars) {
        this.calendars = Names.of(calendars);
    }

    /** Why it takes the hot-fix lane from the start; null when it does not. */
    @CheckForNull
    public String getHotfix() {
        return hotfix;
    }

    @DataBoundSetter
    public void setHotfix(@CheckForNull String hotfix) {
        this.hotfix = Util.fixEmptyAndTrim(hotfix);
    }

    /** Cohorts that phases may name, besides those of administrators. */
    @NonNull
    public List<AudienceDefinition> getAudiences() {
        return audiences;
    }

    @DataBoundSetter
    public void setAudiences(@CheckForNull List<AudienceDefinition> audiences) {
        this.audiences = audiences == null ? List.of() : List.copyOf(audiences);
    }

    /** Whether a newer rollout takes over what the one it supersedes has reached. */
    public boolean isHandOver() {
        return handOver;
    }

    @DataBoundSetter
    public void setHandOver(boolean handOver) {
        this.handOver = handOver;
    }

    /** How often targets are asked whether their world has changed: a duration, or {@code off}; null as usual. */
    @CheckForNull
    public String getDriftInterval() {
        return driftInterval;
    }

    @DataBoundSetter
    public void setDriftInterval(@CheckForNull String driftInterval) {
        this.driftInterval = Util.fixEmptyAndTrim(driftInterval);
    }

    /** Who is told of the rollout, besides those whom administrators name. */
    @NonNull
    public List<Notifier> getNotify() {
        return notify;
    }

    @DataBoundSetter
    public void setNotify(@CheckForNull List<Notifier> notify) {
        this.notify = notify == null ? List.of() : List.copyOf(notify);
    }

    /** What those are told who get the version. */
    @NonNull
    public List<Announcement> getAnnounce() {
        return announce;
    }

    @DataBoundSetter
    public void setAnnounce(@CheckForNull List<Announcement> announce) {
        this.announce = announce == null ? List.of() : List.copyOf(announce);
    }

    /**
     * The plan, when it is sound and keeps to what administrators ask for.
     *
     * @param rules of the job
     * @param build whose script is looked through for targets; null for none
     * @throws AbortException with all mistakes in one message, when it is not
     */
    Plan toPlan(Rules rules, @CheckForNull Run<?, ?> build) throws AbortException {
        Plan plan = check(rules);
        if (build != null) {
            mistakes.addFollowing(WrittenTargets.problems(build, plan, rules));
        }
        mistakes.refuse("the rollout");
        return plan;
    }

    /** The plan, sound or not; {@link #mistakes} has what is wrong with it. */
    Plan check(Rules rules) {
        Plan plan = new Plan(
                        application,
                        environment,
                        version,
                        previousVersion,
                        artifact,
                        phases == null ? Plan.Form.STEPS : Plan.Form.PLAN,
                        phases == null || template != null
                                ? List.of()
                                : phases.stream()
                                        .map(phase -> phase.toPhase(mistakes))
                                        .toList(),
                        mistakes.word("onFailure", onFailure, Plan.OnFailure.class),
                        mistakes.word("onAbort", onAbort, Plan.OnAbort.class),
                        mistakes.word("ifBusy", ifBusy, Plan.IfBusy.class))
                .in(calendars, hotfix)
                .handingOver(handOver)
                .lookingEvery(
                        "off".equals(driftInterval)
                                ? Duration.ZERO
                                : mistakes.duration("driftInterval", driftInterval, null, false));
        if (template != null) {
            plan = new FromTemplate(template, written, mistakes).plan(plan, phases == null ? List.of() : phases);
            if (plan.template() == null) {
                return plan; // there is no such template; what follows from that need not be said
            }
        }
        plan = new Cohorts(Administration.get(), mistakes).resolve(plan, AudienceDefinition.all(audiences, mistakes));
        plan = Telling.tell(plan, template, notify, announce, rules, mistakes);
        mistakes.addFollowing(PlanRules.problems(plan));
        mistakes.addFollowing(PolicyCheck.problems(plan, rules));
        return plan;
    }

    List<Problem> mistakes() {
        return mistakes.all();
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        Plan plan = toPlan(JobRules.of(context), context.get(Run.class));
        return new RolloutExecution(context, Telling.administrators(plan));
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "rollout";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Roll out a version, phase by phase";
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
            return Labels.of(arguments, "application", "version", "environment");
        }

        /** Binds by way of {@link Arguments}, so that all mistakes are found and none is only warned of. */
        @Override
        @SuppressWarnings("deprecation") // the way of Pipeline to let a step read its own arguments
        public Step newInstance(Map<String, Object> written) {
            Mistakes mistakes = new Mistakes();
            Map<String, Object> arguments = Arguments.read(RolloutStep.class, written, mistakes);
            RolloutStep step = DescribableModel.of(RolloutStep.class).instantiate(arguments, null);
            step.mistakes.addAll(mistakes.all());
            step.written = written;
            return step;
        }

        @POST
        public FormValidation doCheckApplication(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write what is rolled out.");
        }

        @POST
        public FormValidation doCheckVersion(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write the version that goes out.");
        }

        @POST
        public ListBoxModel doFillTemplateItems(@AncestorInPath Item item) {
            FormChecks.permit(item);
            var items = new ListBoxModel();
            items.add("None", "");
            Templates.all().forEach(template -> items.add(template.getName()));
            return items;
        }

        @POST
        public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
            return FormChecks.words(item, Plan.OnFailure.class);
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return FormChecks.words(item, Plan.OnAbort.class);
        }

        @POST
        public ListBoxModel doFillIfBusyItems(@AncestorInPath Item item) {
            return FormChecks.words(item, Plan.IfBusy.class);
        }
    }
}
