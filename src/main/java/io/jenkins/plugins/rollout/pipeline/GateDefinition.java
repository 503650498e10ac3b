package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Gate;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What must hold before a phase is deployed, as a Jenkinsfile writes it: {@code gate: [metrics: […], approval: […]]}.
 */
public final class GateDefinition extends AbstractDescribableImpl<GateDefinition> {
    private List<MetricCriterion> metrics = List.of();
    private String interval;
    private String initialDelay;
    private int passes = 1;
    private ApprovalDefinition approval;

    @DataBoundConstructor
    public GateDefinition() {}

    @NonNull
    public List<MetricCriterion> getMetrics() {
        return metrics;
    }

    @DataBoundSetter
    public void setMetrics(@CheckForNull List<MetricCriterion> metrics) {
        this.metrics = metrics == null ? List.of() : List.copyOf(metrics);
    }

    @CheckForNull
    public String getInterval() {
        return interval;
    }

    @DataBoundSetter
    public void setInterval(@CheckForNull String interval) {
        this.interval = Util.fixEmptyAndTrim(interval);
    }

    @CheckForNull
    public String getInitialDelay() {
        return initialDelay;
    }

    @DataBoundSetter
    public void setInitialDelay(@CheckForNull String initialDelay) {
        this.initialDelay = Util.fixEmptyAndTrim(initialDelay);
    }

    public int getPasses() {
        return passes;
    }

    @DataBoundSetter
    public void setPasses(int passes) {
        this.passes = passes;
    }

    @CheckForNull
    public ApprovalDefinition getApproval() {
        return approval;
    }

    @DataBoundSetter
    public void setApproval(@CheckForNull ApprovalDefinition approval) {
        this.approval = approval;
    }

    Gate toGate(Mistakes mistakes) {
        return new Gate(
                Watching.criteria(metrics, mistakes),
                Watching.sampling(interval, initialDelay, passes, mistakes),
                approval == null ? Approval.DEFAULT : approval.toApproval(mistakes.within("approval")));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<GateDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Gate";
        }

        @POST
        public FormValidation doCheckInterval(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }

        @POST
        public FormValidation doCheckInitialDelay(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.duration(item, value);
        }
    }
}
