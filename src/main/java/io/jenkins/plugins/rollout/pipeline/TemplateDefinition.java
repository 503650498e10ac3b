package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Announcement;
import io.jenkins.plugins.rollout.notify.Notifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A plan that an administrator keeps: {@code rollout(application: …, version: …, template: 'web-service') { … }} has its
 * phases, and may ask for more but not for less.
 */
public final class TemplateDefinition extends AbstractDescribableImpl<TemplateDefinition> {
    private final String name;
    private String description;
    private List<PhaseDefinition> phases = List.of();
    private String onFailure;
    private String onAbort;
    private String ifBusy;
    private List<String> calendars = List.of();
    private List<Notifier> notify = List.of();
    private List<Announcement> announce = List.of();

    @DataBoundConstructor
    public TemplateDefinition(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    @NonNull
    public List<PhaseDefinition> getPhases() {
        return phases;
    }

    @DataBoundSetter
    public void setPhases(@CheckForNull List<PhaseDefinition> phases) {
        this.phases = phases == null ? List.of() : List.copyOf(phases);
    }

    /** Null where the Jenkinsfile says. */
    @CheckForNull
    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(@CheckForNull String onFailure) {
        this.onFailure = Util.fixEmptyAndTrim(onFailure);
    }

    /** Null where the Jenkinsfile says. */
    @CheckForNull
    public String getOnAbort() {
        return onAbort;
    }

    @DataBoundSetter
    public void setOnAbort(@CheckForNull String onAbort) {
        this.onAbort = Util.fixEmptyAndTrim(onAbort);
    }

    /** Null where the Jenkinsfile says. */
    @CheckForNull
    public String getIfBusy() {
        return ifBusy;
    }

    @DataBoundSetter
    public void setIfBusy(@CheckForNull String ifBusy) {
        this.ifBusy = Util.fixEmptyAndTrim(ifBusy);
    }

    @NonNull
    public List<String> getCalendars() {
        return calendars;
    }

    @DataBoundSetter
    public void setCalendars(@CheckForNull List<String> calendars) {
        this.calendars = Names.of(calendars);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getCalendarLines() {
        return Names.lines(calendars);
    }

    /** Who is told of its rollouts; a Jenkinsfile can add others. */
    @NonNull
    public List<Notifier> getNotify() {
        return notify == null ? List.of() : notify; // kept by an older version
    }

    @DataBoundSetter
    public void setNotify(@CheckForNull List<Notifier> notify) {
        this.notify = notify == null ? List.of() : List.copyOf(notify);
    }

    /** What those are told who get a version; a Jenkinsfile can add others. */
    @NonNull
    public List<Announcement> getAnnounce() {
        return announce == null ? List.of() : announce; // kept by an older version
    }

    @DataBoundSetter
    public void setAnnounce(@CheckForNull List<Announcement> announce) {
        this.announce = announce == null ? List.of() : List.copyOf(announce);
    }

    /** Its phases; what is wrong with them is noted, with this template as a part of the place. */
    List<Phase> phases(Mistakes mistakes) {
        var own = new Mistakes();
        List<Phase> all = phases.stream().map(phase -> phase.toPhase(own)).toList();
        own.all().stream().map(this::in).forEach(mistakes::add);
        return all;
    }

    /**
     * Everything wrong with it that can be seen without a rollout. Whether its servers and URLs may be used is asked when
     * one starts: they may be configured after it, in the same form or file.
     */
    @NonNull
    public List<Problem> problems() {
        var mistakes = new Mistakes();
        if (name.isBlank()) {
            mistakes.add("name", "is missing; Jenkinsfiles say it");
        }
        Plan plan = new Plan(
                "application",
                null,
                "version",
                null,
                null,
                Plan.Form.PLAN,
                phases.stream().map(phase -> phase.toPhase(mistakes)).toList(),
                mistakes.word("onFailure", onFailure, Plan.OnFailure.class),
                mistakes.word("onAbort", onAbort, Plan.OnAbort.class),
                mistakes.word("ifBusy", ifBusy, Plan.IfBusy.class));
        mistakes.addFollowing(PlanRules.problems(plan));
        return mistakes.all().stream()
                .filter(problem -> !problem.field().matches("(.*\\.)?(server|url)"))
                .map(this::in)
                .toList();
    }

    private Problem in(Problem problem) {
        String title = "template '" + name + "'";
        return problem.at(problem.place().isEmpty() ? title : title + ", " + problem.place());
    }

    /** Names that stand more than once, and all that is wrong with each. */
    @NonNull
    public static List<Problem> problems(List<TemplateDefinition> templates) {
        var problems = new ArrayList<Problem>();
        Set<String> names = new HashSet<>();
        for (TemplateDefinition template : templates) {
            problems.addAll(template.problems());
            if (!names.add(template.name)) {
                problems.add(template.in(Problem.of("name", "is used twice")));
            }
        }
        return problems;
    }

    /**
     * Reads templates from data; their phases have the shape that they have in a Jenkinsfile.
     *
     * @param written a list; nothing at all is an empty one
     * @param problems gets all mistakes; with one of them none of the templates is to be used
     */
    @NonNull
    public static List<TemplateDefinition> readAll(JsonNode written, List<Problem> problems) {
        var found = new ArrayList<Problem>();
        List<TemplateDefinition> templates = AsData.readAll("templates", TemplateDefinition.class, written, found);
        problems(templates).stream().filter(problem -> !found.contains(problem)).forEach(found::add);
        problems.addAll(found);
        return templates;
    }

    /** As a file says it; {@link #readAll} reads it back. */
    @NonNull
    public ObjectNode toJson() {
        ObjectNode json = (ObjectNode) Definitions.toJson(this);
        json.remove(Definitions.CLASS);
        return json;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<TemplateDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Template";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write a name, as in web-service.");
        }

        private static ListBoxModel orNothing(ListBoxModel words) {
            words.add(0, new ListBoxModel.Option("The Jenkinsfile says", ""));
            return words;
        }

        @POST
        public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
            return orNothing(FormChecks.words(item, Plan.OnFailure.class));
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return orNothing(FormChecks.words(item, Plan.OnAbort.class));
        }

        @POST
        public ListBoxModel doFillIfBusyItems(@AncestorInPath Item item) {
            return orNothing(FormChecks.words(item, Plan.IfBusy.class));
        }
    }
}
