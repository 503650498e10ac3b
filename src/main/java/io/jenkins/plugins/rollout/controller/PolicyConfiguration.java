package io.jenkins.plugins.rollout.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.PolicyText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A policy as it is written, in a form, in a file or as code. What it means, and whether it can be read at all, {@link
 * PolicyText} says, as for the embedded controller.
 */
public final class PolicyConfiguration extends AbstractDescribableImpl<PolicyConfiguration> {
    /** Nobody knows how long it wants records kept, so that they stay until it can be read. */
    private static final Duration KEPT_WHILE_UNREADABLE = Duration.ofDays(365_000);

    private final String name;
    private String applications = "*";
    private String environments = "*";
    private List<String> phases = List.of();
    private String maxFirstExposure;
    private String minBake;
    private List<String> criteria = List.of();
    private int minQuorum;
    private List<String> groups = List.of();
    private String selfApproval;
    private String automatic;
    private List<String> sources = List.of();
    private List<String> targets = List.of();
    private List<String> servers = List.of();
    private List<String> calendars = List.of();
    private HotfixConfiguration hotfix;
    private String retention;

    @DataBoundConstructor
    public PolicyConfiguration(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    @NonNull
    public String getApplications() {
        return applications;
    }

    @DataBoundSetter
    public void setApplications(@CheckForNull String applications) {
        this.applications = everything(applications);
    }

    @NonNull
    public String getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    public void setEnvironments(@CheckForNull String environments) {
        this.environments = everything(environments);
    }

    private static String everything(@CheckForNull String pattern) {
        String text = Util.fixEmptyAndTrim(pattern);
        return text == null ? "*" : text;
    }

    @NonNull
    public List<String> getPhases() {
        return phases;
    }

    @DataBoundSetter
    public void setPhases(@CheckForNull List<String> phases) {
        this.phases = TextLines.of(phases);
    }

    /** In percent. */
    @CheckForNull
    public String getMaxFirstExposure() {
        return maxFirstExposure;
    }

    @DataBoundSetter
    public void setMaxFirstExposure(@CheckForNull String maxFirstExposure) {
        this.maxFirstExposure = Util.fixEmptyAndTrim(maxFirstExposure);
    }

    @CheckForNull
    public String getMinBake() {
        return minBake;
    }

    @DataBoundSetter
    public void setMinBake(@CheckForNull String minBake) {
        this.minBake = Util.fixEmptyAndTrim(minBake);
    }

    @NonNull
    public List<String> getCriteria() {
        return criteria;
    }

    @DataBoundSetter
    public void setCriteria(@CheckForNull List<String> criteria) {
        this.criteria = TextLines.of(criteria);
    }

    public int getMinQuorum() {
        return minQuorum;
    }

    @DataBoundSetter
    public void setMinQuorum(int minQuorum) {
        this.minQuorum = minQuorum;
    }

    @NonNull
    public List<String> getGroups() {
        return groups;
    }

    @DataBoundSetter
    public void setGroups(@CheckForNull List<String> groups) {
        this.groups = TextLines.of(groups);
    }

    /** {@code false}, or null, which leaves it to others. */
    @CheckForNull
    public String getSelfApproval() {
        return selfApproval;
    }

    @DataBoundSetter
    public void setSelfApproval(@CheckForNull String selfApproval) {
        this.selfApproval = Util.fixEmptyAndTrim(selfApproval);
    }

    /** {@code true}, {@code false}, or null, which leaves it to others. */
    @CheckForNull
    public String getAutomatic() {
        return automatic;
    }

    @DataBoundSetter
    public void setAutomatic(@CheckForNull String automatic) {
        this.automatic = Util.fixEmptyAndTrim(automatic);
    }

    @NonNull
    public List<String> getSources() {
        return sources;
    }

    @DataBoundSetter
    public void setSources(@CheckForNull List<String> sources) {
        this.sources = TextLines.of(sources);
    }

    @NonNull
    public List<String> getTargets() {
        return targets;
    }

    @DataBoundSetter
    public void setTargets(@CheckForNull List<String> targets) {
        this.targets = TextLines.of(targets);
    }

    @NonNull
    public List<String> getServers() {
        return servers;
    }

    @DataBoundSetter
    public void setServers(@CheckForNull List<String> servers) {
        this.servers = TextLines.of(servers);
    }

    @NonNull
    public List<String> getCalendars() {
        return calendars;
    }

    @DataBoundSetter
    public void setCalendars(@CheckForNull List<String> calendars) {
        this.calendars = TextLines.of(calendars);
    }

    @CheckForNull
    public HotfixConfiguration getHotfix() {
        return hotfix;
    }

    @DataBoundSetter
    public void setHotfix(@CheckForNull HotfixConfiguration hotfix) {
        this.hotfix = hotfix;
    }

    @CheckForNull
    public String getRetention() {
        return retention;
    }

    @DataBoundSetter
    public void setRetention(@CheckForNull String retention) {
        this.retention = Util.fixEmptyAndTrim(retention);
    }

    /** As a file says it; what asks for nothing is left out. */
    @NonNull
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
        text(json, "applications", applications.equals("*") ? null : applications);
        text(json, "environments", environments.equals("*") ? null : environments);
        TextLines.put(json, "phases", phases);
        text(json, "maxFirstExposure", maxFirstExposure);
        text(json, "minBake", minBake);
        TextLines.put(json, "criteria", criteria);
        if (minQuorum != 0) {
            json.put("minQuorum", minQuorum);
        }
        TextLines.put(json, "groups", groups);
        text(json, "selfApproval", selfApproval);
        text(json, "automatic", automatic);
        TextLines.put(json, "sources", sources);
        TextLines.put(json, "targets", targets);
        TextLines.put(json, "servers", servers);
        TextLines.put(json, "calendars", calendars);
        if (hotfix != null) {
            json.set("hotfix", hotfix.toJson());
        }
        text(json, "retention", retention);
        return json;
    }

    private static void text(ObjectNode json, String field, @CheckForNull String text) {
        if (text != null) {
            json.put(field, text);
        }
    }

    /** All mistakes of some policies; none when they can be used. */
    @NonNull
    static List<Problem> problems(List<PolicyConfiguration> policies) {
        var problems = new ArrayList<Problem>();
        var all = JsonNodeFactory.instance.arrayNode();
        policies.forEach(policy -> all.add(policy.toJson()));
        PolicyText.readAll(all, "global", problems);
        return problems;
    }

    /**
     * The policy. One that cannot be read, because a file was changed by hand, allows nothing at all rather than
     * everything.
     *
     * @param place who set it: {@code global} or {@code folder 'team/shop'}
     */
    @NonNull
    Policy toPolicy(String place) {
        var problems = new ArrayList<Problem>();
        return PolicyText.read(toJson(), place, problems).orElseGet(() -> unreadable(place, problems.get(0)));
    }

    private Policy unreadable(String place, Problem problem) {
        var said = List.of("(cannot be read: " + problem + ")");
        return new Policy(
                name, place, "*", "*", said, BigDecimal.ZERO, null, said, Integer.MAX_VALUE, said, false, false, said, said,
                said, null, null, KEPT_WHILE_UNREADABLE);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<PolicyConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Policy";
        }

        /** A list as the form shows it. */
        @Restricted(NoExternalUse.class) // jelly
        public String lines(@CheckForNull List<String> names) {
            return TextLines.shown(names);
        }

        @POST
        public ListBoxModel doFillSelfApprovalItems(@AncestorInPath Item item) {
            RuleChecks.permit(item);
            var items = new ListBoxModel();
            items.add("Says nothing about it", "");
            items.add("Nobody approves what they started or authored", "false");
            return items;
        }

        @POST
        public ListBoxModel doFillAutomaticItems(@AncestorInPath Item item) {
            RuleChecks.permit(item);
            var items = new ListBoxModel();
            items.add("Says nothing about it", "");
            items.add("Every gate asks somebody", "false");
            items.add("A gate may be automatic, whatever the least number of people", "true");
            return items;
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return RuleChecks.required(item, value, "Write a name; refusals say it.");
        }

        @POST
        public FormValidation doCheckMaxFirstExposure(@AncestorInPath Item item, @QueryParameter String value) {
            return RuleChecks.field(item, "maxFirstExposure", value);
        }

        @POST
        public FormValidation doCheckMinBake(@AncestorInPath Item item, @QueryParameter String value) {
            return RuleChecks.field(item, "minBake", value);
        }

        @POST
        public FormValidation doCheckMinQuorum(@AncestorInPath Item item, @QueryParameter String value) {
            return RuleChecks.field(item, "minQuorum", value);
        }

        @POST
        public FormValidation doCheckRetention(@AncestorInPath Item item, @QueryParameter String value) {
            return RuleChecks.field(item, "retention", value);
        }
    }
}
