package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import io.jenkins.plugins.rollout.model.Approval;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Who must say yes, as a Jenkinsfile writes it: {@code approval: [from: ['release-managers'], quorum: 2]}. */
public final class ApprovalDefinition extends AbstractDescribableImpl<ApprovalDefinition> {
    private boolean automatic;
    private List<String> from = List.of();
    private int quorum = 1;
    private String message;

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
        return String.join("\n", from);
    }

    /** Ids and group names; one text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public void setFrom(@CheckForNull List<String> from) {
        this.from = from == null
                ? List.of()
                : from.stream()
                        .flatMap(String::lines)
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    public int getQuorum() {
        return quorum;
    }

    @DataBoundSetter
    public void setQuorum(int quorum) {
        this.quorum = quorum;
    }

    @CheckForNull
    public String getMessage() {
        return message;
    }

    @DataBoundSetter
    public void setMessage(@CheckForNull String message) {
        this.message = Util.fixEmptyAndTrim(message);
    }

    Approval toApproval(Mistakes mistakes) {
        return new Approval(automatic, from, mistakes.atLeastOne("quorum", quorum), message);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<ApprovalDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Approval";
        }
    }
}
