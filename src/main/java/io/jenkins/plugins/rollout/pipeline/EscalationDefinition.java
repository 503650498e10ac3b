package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Approval;
import java.time.Duration;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Whom to ask besides when nobody answers: {@code escalate: [after: '4h', to: ['heads-of-engineering']]}. */
public final class EscalationDefinition extends AbstractDescribableImpl<EscalationDefinition> {
    private final String after;
    private final List<String> to;

    /** @param to ids and group names; one text may hold several, a line each, as a form sends them */
    @DataBoundConstructor
    public EscalationDefinition(String after, List<String> to) {
        this.after = Util.fixEmptyAndTrim(after);
        this.to = Names.of(to);
    }

    @CheckForNull
    public String getAfter() {
        return after;
    }

    @NonNull
    public List<String> getTo() {
        return to;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getToLines() {
        return Names.lines(to);
    }

    /** Null when it cannot be read; that is a mistake then. */
    @CheckForNull
    Approval.Escalation toEscalation(Mistakes mistakes) {
        Duration wait = mistakes.duration("after", after, null, false);
        if (after == null) {
            mistakes.add("after", "is missing; write after how long, as in '4h'");
        }
        if (to.isEmpty()) {
            mistakes.add("to", "is missing; write who is asked then, as in ['heads-of-engineering']");
        }
        return wait == null ? null : new Approval.Escalation(wait, to);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<EscalationDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Escalation";
        }

        @POST
        public FormValidation doCheckAfter(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation missing = FormChecks.required(item, value, "Write after how long, as in 4h.");
            return missing.kind == FormValidation.Kind.OK ? FormChecks.duration(item, value) : missing;
        }

        @POST
        public FormValidation doCheckTo(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write who is asked then, one in each line.");
        }
    }
}
