package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import java.util.List;
import java.util.Locale;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** One rule of an approval: {@code [from: ['sre'], quorum: 2]}. */
public final class RuleDefinition extends AbstractDescribableImpl<RuleDefinition> {
    /** Whoever may look is everyone; that is nobody's approval. */
    private static final List<RolloutPermission> QUALIFYING = List.of(
            RolloutPermission.APPROVE,
            RolloutPermission.OPERATE,
            RolloutPermission.OVERRIDE,
            RolloutPermission.CONFIGURE);

    private List<String> from = List.of();
    private String permission;
    private int quorum = 1;
    private boolean shared;

    @DataBoundConstructor
    public RuleDefinition() {}

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

    @CheckForNull
    public String getPermission() {
        return permission;
    }

    @DataBoundSetter
    public void setPermission(@CheckForNull String permission) {
        this.permission = Util.fixEmptyAndTrim(permission);
    }

    public int getQuorum() {
        return quorum;
    }

    @DataBoundSetter
    public void setQuorum(int quorum) {
        this.quorum = quorum;
    }

    public boolean isShared() {
        return shared;
    }

    @DataBoundSetter
    public void setShared(boolean shared) {
        this.shared = shared;
    }

    Approval.Rule toRule(Mistakes mistakes) {
        return new Approval.Rule(from, qualifying(mistakes), mistakes.atLeastOne("quorum", quorum), shared);
    }

    @CheckForNull
    private RolloutPermission qualifying(Mistakes mistakes) {
        if (permission == null) {
            return null;
        }
        for (RolloutPermission known : QUALIFYING) {
            if (word(known).equals(permission)) {
                return known;
            }
        }
        mistakes.add("permission", "'" + permission + "' is none of "
                + String.join(", ", QUALIFYING.stream().map(known -> "'" + word(known) + "'").toList()));
        return null;
    }

    private static String word(RolloutPermission known) {
        return known.name().toLowerCase(Locale.ROOT);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<RuleDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Rule";
        }

        @POST
        public ListBoxModel doFillPermissionItems(@AncestorInPath Item item) {
            FormChecks.permit(item);
            var items = new ListBoxModel();
            items.add("none", "");
            QUALIFYING.forEach(known -> items.add(word(known)));
            return items;
        }
    }
}
