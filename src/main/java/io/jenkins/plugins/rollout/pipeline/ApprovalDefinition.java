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
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.OnExpiry;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Who must say yes, as a Jenkinsfile writes it: {@code approval: [from: ['release-managers'], quorum: 2]}, or with
 * several rules {@code approval: [[from: ['qa']], [from: ['sre'], quorum: 2]]}.
 */
public final class ApprovalDefinition extends AbstractDescribableImpl<ApprovalDefinition> {
    static final String DEFAULT_ON_EXPIRY = "reject";

    private boolean automatic;
    private List<String> from = List.of();
    private int quorum = 1;
    private List<RuleDefinition> rules = List.of();
    private boolean inTurn;
    private int rejections = 1;
    private String message;
    private String expires;
    private String onExpiry = DEFAULT_ON_EXPIRY;
    private String remind;
    private EscalationDefinition escalate;
    private List<QuestionDefinition> ask = List.of();

    @DataBoundConstructor
    public ApprovalDefinition() {}

    public boolean isAutomatic() {
        return automatic;
    }

    @DataBoundSetter
    public void setAutomatic(boolean automatic) {
        this.automatic = automatic;
    }

    @NonNull
    public List<String> getFrom() {
        return from;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getFromLines() {
        return Names.lines(from);
    }

    /** Ids and group names; one text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public void setFrom(@CheckForNull List<String> from) {
        this.from = Names.of(from);
    }

    public int getQuorum() {
        return quorum;
    }

    @DataBoundSetter
    public void setQuorum(int quorum) {
        this.quorum = quorum;
    }

    /** Empty when {@link #getFrom} and {@link #getQuorum} are the only rule. */
    @NonNull
    public List<RuleDefinition> getRules() {
        return rules;
    }

    @DataBoundSetter
    public void setRules(@CheckForNull List<RuleDefinition> rules) {
        this.rules = rules == null ? List.of() : List.copyOf(rules);
    }

    public boolean isInTurn() {
        return inTurn;
    }

    @DataBoundSetter
    public void setInTurn(boolean inTurn) {
        this.inTurn = inTurn;
    }

    public int getRejections() {
        return rejections;
    }

    @DataBoundSetter
    public void setRejections(int rejections) {
        this.rejections = rejections;
    }

    @CheckForNull
    public String getMessage() {
        return message;
    }

    @DataBoundSetter
    public void setMessage(@CheckForNull String message) {
        this.message = Util.fixEmptyAndTrim(message);
    }

    @CheckForNull
    public String getExpires() {
        return expires;
    }

    @DataBoundSetter
    public void setExpires(@CheckForNull String expires) {
        this.expires = Util.fixEmptyAndTrim(expires);
    }

    @NonNull
    public String getOnExpiry() {
        return onExpiry;
    }

    @DataBoundSetter
    public void setOnExpiry(@CheckForNull String onExpiry) {
        this.onExpiry = onExpiry == null || onExpiry.isBlank() ? DEFAULT_ON_EXPIRY : onExpiry.trim();
    }

    @CheckForNull
    public String getRemind() {
        return remind;
    }

    @DataBoundSetter
    public void setRemind(@CheckForNull String remind) {
        this.remind = Util.fixEmptyAndTrim(remind);
    }

    @CheckForNull
    public EscalationDefinition getEscalate() {
        return escalate;
    }

    @DataBoundSetter
    public void setEscalate(@CheckForNull EscalationDefinition escalate) {
        this.escalate = escalate;
    }

    @NonNull
    public List<QuestionDefinition> getAsk() {
        return ask;
    }

    @DataBoundSetter
    public void setAsk(@CheckForNull List<QuestionDefinition> ask) {
        this.ask = ask == null ? List.of() : List.copyOf(ask);
    }

    Approval toApproval(Mistakes mistakes) {
        return new ApprovalReader(this, mistakes).read();
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<ApprovalDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Approval";
        }

        @POST
        public ListBoxModel doFillOnExpiryItems(@AncestorInPath Item item) {
            return FormChecks.words(item, OnExpiry.class);
        }

        @POST
        public FormValidation doCheckExpires(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }

        @POST
        public FormValidation doCheckRemind(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }
    }
}
