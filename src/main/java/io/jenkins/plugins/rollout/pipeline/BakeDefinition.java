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
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Sampling;
import java.time.Duration;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The watched time after a phase is deployed, as a Jenkinsfile writes it: {@code bake: [duration: '30m', metrics:
 * […]]}.
 */
public final class BakeDefinition extends AbstractDescribableImpl<BakeDefinition> {
    private final String duration;
    private List<MetricCriterion> metrics = List.of();
    private String interval;
    private String initialDelay;
    private int passes = 1;

    @DataBoundConstructor
    public BakeDefinition(String duration) {
        this.duration = Util.fixEmptyAndTrim(duration);
    }

    @CheckForNull
    public String getDuration() {
        return duration;
    }

    /** The same for so long, where it does not say how long itself. */
    BakeDefinition lasting(String otherwise) {
        if (duration != null) {
            return this;
        }
        var bake = new BakeDefinition(otherwise);
        bake.metrics = metrics;
        bake.interval = interval;
        bake.initialDelay = initialDelay;
        bake.passes = passes;
        return bake;
    }

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

    /** Null when it has no duration that can be read; that is a mistake then. */
    @CheckForNull
    Bake toBake(Mistakes mistakes) {
        Duration length = mistakes.duration("duration", duration, null, false);
        if (duration == null) {
            mistakes.add("duration", "is missing; write how long, as in '30m'");
        }
        List<Criterion> criteria = Watching.criteria(metrics, mistakes);
        Sampling sampling = Watching.sampling(interval, initialDelay, passes, mistakes);
        return length == null ? null : new Bake(length, criteria, sampling);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<BakeDefinition> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Bake";
        }

        @POST
        public FormValidation doCheckDuration(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation missing = FormChecks.required(item, value, "Write how long, as in 30m.");
            return missing.kind == FormValidation.Kind.OK ? FormChecks.duration(item, value) : missing;
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
