package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.audience.AudienceRules;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A named cohort, as a Jenkinsfile and an administrator write it: {@code audience(name: 'beta', list: ['alice'],
 * rules: [[attribute: 'country', operator: 'in', values: ['DE']]], percent: 10)}.
 */
public final class AudienceDefinition extends AbstractDescribableImpl<AudienceDefinition> {
    private final String name;
    private List<String> list = List.of();
    private List<AudienceRuleDefinition> rules = List.of();
    private Double percent;
    private String salt;
    private String hash = "unleash";

    @DataBoundConstructor
    public AudienceDefinition(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    @NonNull
    public List<String> getList() {
        return list;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getListLines() {
        return Names.lines(list);
    }

    /** Keys of members; one text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public void setList(@CheckForNull List<String> list) {
        this.list = new ArrayList<>(Names.of(list));
    }

    @NonNull
    public List<AudienceRuleDefinition> getRules() {
        return rules;
    }

    @DataBoundSetter
    public void setRules(@CheckForNull List<AudienceRuleDefinition> rules) {
        this.rules = rules == null ? new ArrayList<>() : new ArrayList<>(rules);
    }

    /** Of those for whom the rules hold; null for all of them. */
    @CheckForNull
    public Double getPercent() {
        return percent;
    }

    @DataBoundSetter
    public void setPercent(@CheckForNull Double percent) {
        this.percent = percent;
    }

    /** Null for the name. */
    @CheckForNull
    public String getSalt() {
        return salt;
    }

    @DataBoundSetter
    public void setSalt(@CheckForNull String salt) {
        this.salt = Util.fixEmptyAndTrim(salt);
    }

    @NonNull
    public String getHash() {
        return hash;
    }

    @DataBoundSetter
    public void setHash(@CheckForNull String hash) {
        this.hash = hash == null || hash.isBlank() ? "unleash" : hash.trim();
    }

    /** The cohort; whatever is wrong with its words is noted. */
    Audience toAudience(Mistakes mistakes) {
        Mistakes here = mistakes.at(AudienceRules.place(name));
        var read = new ArrayList<Audience.Rule>();
        for (int i = 0; i < rules.size(); i++) {
            read.add(rules.get(i).toRule(here.within("rules[" + i + "]")));
        }
        Audience.Hash divided = here.word("hash", hash, Audience.Hash.class);
        var audience = new Audience(
                name,
                new HashSet<>(list),
                read,
                share(here),
                salt,
                divided == null ? Audience.Hash.UNLEASH : divided);
        here.addFollowing(AudienceRules.problems(audience).stream()
                .map(problem -> problem.at(AudienceRules.place(name)))
                .toList());
        return audience;
    }

    @CheckForNull
    private BigDecimal share(Mistakes mistakes) {
        if (percent == null) {
            return null;
        }
        if (!Double.isFinite(percent)) {
            mistakes.add("percent", percent + " is not a percentage");
            return BigDecimal.ZERO;
        }
        BigDecimal share = BigDecimal.valueOf(percent).stripTrailingZeros();
        return share.scale() < 0 ? share.setScale(0) : share;
    }

    /** All of them, with everything that is wrong with them. */
    static List<Audience> all(List<AudienceDefinition> definitions, Mistakes mistakes) {
        List<Audience> all =
                definitions.stream().map(each -> each.toAudience(mistakes)).toList();
        mistakes.addFollowing(AudienceRules.problems(all));
        return all;
    }

    /**
     * The cohorts that an administrator wrote.
     *
     * @param problems gets all mistakes
     */
    @NonNull
    public static List<Audience> readAll(List<AudienceDefinition> definitions, List<Problem> problems) {
        var mistakes = new Mistakes();
        List<Audience> all = all(definitions, mistakes);
        problems.addAll(mistakes.all());
        return all;
    }

    @Extension
    @Symbol("audience")
    public static final class DescriptorImpl extends Descriptor<AudienceDefinition> implements CustomDescribableModel {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Audience";
        }

        /** {@code percent: 5}, not {@code 5.0}. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable written) {
            if (written.getArguments().get("percent") instanceof Double share && share == Math.rint(share)) {
                Map<String, Object> arguments = new TreeMap<>(written.getArguments());
                arguments.put("percent", share.intValue());
                return written.withArguments(arguments);
            }
            return written;
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write a name, as in beta-testers.");
        }

        @POST
        public FormValidation doCheckList(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permit(item);
            int members = Names.of(List.of(Util.fixNull(value))).size();
            return members > AudienceRules.MOST_KEYS
                    ? FormValidation.error(members + " members; at most " + AudienceRules.MOST_KEYS + " are allowed")
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckPercent(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.percentage(item, value);
        }

        @POST
        public ListBoxModel doFillHashItems(@AncestorInPath Item item) {
            return FormChecks.words(item, Audience.Hash.class);
        }
    }
}
