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
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What must hold for an attribute: {@code [attribute: 'email', operator: 'endsWith', values: ['@example.com']]}. */
public final class AudienceRuleDefinition extends AbstractDescribableImpl<AudienceRuleDefinition> {
    private final String attribute;
    private String operator = "in";
    private List<String> values = List.of();

    @DataBoundConstructor
    public AudienceRuleDefinition(String attribute) {
        this.attribute = Util.fixNull(attribute).trim();
    }

    @NonNull
    public String getAttribute() {
        return attribute;
    }

    @NonNull
    public String getOperator() {
        return operator;
    }

    @DataBoundSetter
    public void setOperator(@CheckForNull String operator) {
        this.operator = operator == null || operator.isBlank() ? "in" : operator.trim();
    }

    @NonNull
    public List<String> getValues() {
        return values;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getValueLines() {
        return Names.lines(values);
    }

    /** One text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public void setValues(@CheckForNull List<String> values) {
        this.values = new ArrayList<>(Names.of(values));
    }

    Audience.Rule toRule(Mistakes mistakes) {
        for (Audience.Operator known : Audience.Operator.values()) {
            if (AudienceRules.word(known).equals(operator)) {
                return new Audience.Rule(attribute, known, values);
            }
        }
        mistakes.add("operator", "'" + operator + "' is none of "
                + String.join(", ", words().stream().map(word -> "'" + word + "'").toList()));
        return new Audience.Rule(attribute, Audience.Operator.IN, values);
    }

    private static List<String> words() {
        return List.of(Audience.Operator.values()).stream().map(AudienceRules::word).toList();
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<AudienceRuleDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Rule of an audience";
        }

        @POST
        public FormValidation doCheckAttribute(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write an attribute, as in country.");
        }

        @POST
        public ListBoxModel doFillOperatorItems(@AncestorInPath Item item) {
            FormChecks.permit(item);
            var items = new ListBoxModel();
            words().forEach(items::add);
            return items;
        }
    }
}
