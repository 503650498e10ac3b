package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.feedback.NameRule;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.pipeline.AudienceDefinition;
import io.jenkins.plugins.rollout.pipeline.Names;
import io.jenkins.plugins.rollout.pipeline.TemplateDefinition;
import io.jenkins.plugins.rollout.pipeline.Templates;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What administrators say about servers and rules, for all rollouts of this Jenkins. */
@Extension
@Symbol("phasedRollout")
public final class RolloutConfiguration extends GlobalConfiguration
        implements Administration, Servers, Templates {
    private static final List<String> LISTS =
            List.of("servers", "policies", "templates", "calendars", "freezes", "live", "audiences", "notify");

    private List<ServerConfiguration> servers = new ArrayList<>();
    private boolean selfApproval;
    private List<String> freeUrls = new ArrayList<>();
    private String feedbackNames;
    private List<CalendarConfiguration> calendars = new ArrayList<>();
    private List<FreezeConfiguration> freezes = new ArrayList<>();
    private List<PolicyConfiguration> policies = new ArrayList<>();
    private List<TemplateDefinition> templates = new ArrayList<>();
    private List<AudienceDefinition> audiences = new ArrayList<>();
    private boolean definedAudiences;
    private List<LiveConfiguration> live = new ArrayList<>();
    private List<Notifier> notify = new ArrayList<>();

    public RolloutConfiguration() {
        load();
    }

    public static RolloutConfiguration get() {
        return ExtensionList.lookupSingleton(RolloutConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return "Phased Rollout";
    }

    @NonNull
    public synchronized List<ServerConfiguration> getServers() {
        return List.copyOf(servers);
    }

    @DataBoundSetter
    public synchronized void setServers(@CheckForNull List<ServerConfiguration> servers) {
        this.servers = servers == null ? new ArrayList<>() : new ArrayList<>(servers);
        save();
    }

    public synchronized boolean isSelfApproval() {
        return selfApproval;
    }

    @DataBoundSetter
    public synchronized void setSelfApproval(boolean selfApproval) {
        this.selfApproval = selfApproval;
        save();
    }

    @NonNull
    public synchronized List<String> getFreeUrls() {
        return List.copyOf(freeUrls);
    }

    /** Prefixes of URLs; one text may hold several, a line each, as the form sends them. */
    @DataBoundSetter
    public synchronized void setFreeUrls(@CheckForNull List<String> freeUrls) {
        this.freeUrls = new ArrayList<>(Names.of(freeUrls));
        save();
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getFreeUrlLines() {
        return Names.lines(getFreeUrls());
    }

    /** Whether names are kept beside ratings: {@code anonymous}, {@code never}, or null for {@code named}. */
    @CheckForNull
    public synchronized String getFeedbackNames() {
        return feedbackNames;
    }

    /** @throws IllegalArgumentException when it is no such word */
    @DataBoundSetter
    public synchronized void setFeedbackNames(@CheckForNull String feedbackNames) {
        NameRule rule = NameRule.of(feedbackNames)
                .orElseThrow(() -> new IllegalArgumentException(
                        "feedbackNames: '" + feedbackNames + "' is none of named, anonymous, never"));
        this.feedbackNames = rule == NameRule.NAMED ? null : rule.word();
        save();
    }

    @Override
    public NameRule feedbackNames() {
        return NameRule.of(getFeedbackNames()).orElse(NameRule.NEVER);
    }

    @POST
    public ListBoxModel doFillFeedbackNamesItems() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        var items = new ListBoxModel();
        items.add("kept, unless the person wants none kept", NameRule.NAMED.word());
        items.add("not kept, unless the person wants it kept", NameRule.ANONYMOUS.word());
        items.add("never kept", NameRule.NEVER.word());
        return items;
    }

    @NonNull
    public synchronized List<CalendarConfiguration> getCalendars() {
        return List.copyOf(calendars);
    }

    @DataBoundSetter
    public void setCalendars(@CheckForNull List<CalendarConfiguration> calendars) {
        synchronized (this) {
            this.calendars = calendars == null ? new ArrayList<>() : new ArrayList<>(calendars);
            save();
        }
        RolloutService.get().rulesChanged();
    }

    @NonNull
    public synchronized List<FreezeConfiguration> getFreezes() {
        return List.copyOf(freezes);
    }

    @DataBoundSetter
    public void setFreezes(@CheckForNull List<FreezeConfiguration> freezes) {
        synchronized (this) {
            this.freezes = freezes == null ? new ArrayList<>() : new ArrayList<>(freezes);
            save();
        }
        RolloutService.get().rulesChanged();
    }

    @NonNull
    public synchronized List<PolicyConfiguration> getPolicies() {
        return List.copyOf(policies);
    }

    /** @throws IllegalArgumentException with all their mistakes; nothing is changed then */
    @DataBoundSetter
    public void setPolicies(@CheckForNull List<PolicyConfiguration> policies) {
        List<PolicyConfiguration> all = policies == null ? List.of() : policies;
        List<Problem> problems = PolicyConfiguration.problems(all);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(PlanRules.message(problems));
        }
        synchronized (this) {
            this.policies = new ArrayList<>(all);
            save();
        }
        RolloutService.get().rulesChanged();
    }

    @NonNull
    public synchronized List<TemplateDefinition> getTemplates() {
        return List.copyOf(templates);
    }

    /** @throws IllegalArgumentException with all their mistakes; nothing is changed then */
    @DataBoundSetter
    public void setTemplates(@CheckForNull List<TemplateDefinition> templates) {
        List<TemplateDefinition> all = templates == null ? List.of() : templates;
        List<Problem> problems = TemplateDefinition.problems(all);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(PlanRules.message(problems));
        }
        synchronized (this) {
            this.templates = new ArrayList<>(all);
            save();
        }
    }

    @NonNull
    public synchronized List<AudienceDefinition> getAudiences() {
        return audiences == null ? List.of() : List.copyOf(audiences);
    }

    /** @throws IllegalArgumentException with all their mistakes; nothing is changed then */
    @DataBoundSetter
    public void setAudiences(@CheckForNull List<AudienceDefinition> audiences) {
        List<AudienceDefinition> all = audiences == null ? List.of() : audiences;
        var problems = new ArrayList<Problem>();
        AudienceDefinition.readAll(all, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(PlanRules.message(problems));
        }
        synchronized (this) {
            this.audiences = new ArrayList<>(all);
            save();
        }
    }

    public synchronized boolean isDefinedAudiences() {
        return definedAudiences;
    }

    @DataBoundSetter
    public synchronized void setDefinedAudiences(boolean definedAudiences) {
        this.definedAudiences = definedAudiences;
        save();
    }

    /** Who is told of every rollout; Jenkinsfiles can add others. */
    @NonNull
    public synchronized List<Notifier> getNotify() {
        return List.copyOf(notify);
    }

    @DataBoundSetter
    public synchronized void setNotify(@CheckForNull List<Notifier> notify) {
        this.notify = notify == null ? new ArrayList<>() : new ArrayList<>(notify);
        save();
    }

    @NonNull
    public synchronized List<LiveConfiguration> getLive() {
        return List.copyOf(live);
    }

    @DataBoundSetter
    public void setLive(@CheckForNull List<LiveConfiguration> live) {
        synchronized (this) {
            this.live = live == null ? new ArrayList<>() : new ArrayList<>(live);
            save();
        }
        HistoryKeeper.configured();
    }

    @Override
    public List<Live> live() {
        return getLive().stream().map(LiveConfiguration::toLive).toList();
    }

    @Override
    public List<Audience> audiences() {
        return AudienceDefinition.readAll(getAudiences(), new ArrayList<>());
    }

    @Override
    public boolean definedAudiencesOnly() {
        return isDefinedAudiences();
    }

    @Override
    public List<Notifier> notifiers() {
        return getNotify();
    }

    @Override
    public List<TemplateDefinition> templates() {
        return getTemplates();
    }

    @Override
    public Servers servers() {
        return this;
    }

    @Override
    public synchronized Rules rules() {
        return new Rules(
                selfApproval,
                freeUrls,
                policies.stream().map(policy -> policy.toPolicy("global")).toList(),
                calendars.stream()
                        .flatMap(calendar -> calendar.toCalendar().stream())
                        .toList(),
                freezes.stream().map(FreezeConfiguration::toFreeze).toList());
    }

    @Override
    public Rules rules(String job) {
        Rules everywhere = rules();
        List<Policy> around = FolderPolicies.around(job);
        return around.isEmpty() ? everywhere : everywhere.besides(around);
    }

    /** The form leaves a list out that has become empty; and what cannot be read is said, not saved in part. */
    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        for (String list : LISTS) {
            if (!json.has(list)) {
                json.put(list, new JSONArray());
            }
        }
        try {
            req.bindJSON(this, json);
            return true;
        } catch (RuntimeException e) {
            throw new FormException(reason(e), e, "phasedRollout");
        }
    }

    private static String reason(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.toString() : inner.getMessage();
    }

    @Override
    public Optional<Server> find(String kind, String name) {
        return configured(kind, name).flatMap(ServerConfiguration::toServer);
    }

    @Override
    public Optional<Server> find(String kind, String name, String rollout) {
        return configured(kind, name).flatMap(server -> {
            CredentialsUse.note(server, rollout);
            return server.toServer();
        });
    }

    private Optional<ServerConfiguration> configured(String kind, String name) {
        return getServers().stream()
                .filter(server ->
                        server.getKind().equals(kind) && server.getName().equals(name))
                .findFirst();
    }

    @Override
    public synchronized List<String> names(String kind) {
        return servers.stream()
                .filter(server -> server.getKind().equals(kind))
                .map(ServerConfiguration::getName)
                .toList();
    }

    @POST
    public FormValidation doCheckFreeUrls(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        for (String prefix : Names.of(value == null ? null : List.of(value))) {
            try {
                UrlRule.parse(prefix);
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }
        return FormValidation.ok();
    }
}
