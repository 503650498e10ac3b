package io.jenkins.plugins.rollout.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The lane past freezes and closed hours, as a policy opens it. */
public final class HotfixConfiguration extends AbstractDescribableImpl<HotfixConfiguration> {
    private List<String> from = List.of();
    private int quorum = 1;

    @DataBoundConstructor
    public HotfixConfiguration() {}

    /** People and groups; empty for everyone with Rollout/Approve. */
    @NonNull
    public List<String> getFrom() {
        return from;
    }

    @DataBoundSetter
    public void setFrom(@CheckForNull List<String> from) {
        this.from = TextLines.of(from);
    }

    public int getQuorum() {
        return quorum;
    }

    @DataBoundSetter
    public void setQuorum(int quorum) {
        this.quorum = quorum;
    }

    @NonNull
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        TextLines.put(json, "from", from);
        return json.put("quorum", quorum);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<HotfixConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Hot-fix lane";
        }

        /** A list as the form shows it. */
        @Restricted(NoExternalUse.class) // jelly
        public String lines(@CheckForNull List<String> names) {
            return TextLines.shown(names);
        }
    }
}
