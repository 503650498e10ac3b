package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.analysis.Judgement;
import io.jenkins.plugins.rollout.analysis.Threshold;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Holds each sample, or a percentile or rate of the last ones, against a fixed bound: {@code threshold(name: 'error rate',
 * source: …, atMost: 0.01)}.
 */
public class ThresholdCriterion extends MetricCriterion {
    private static final long serialVersionUID = 1L;
    private static final String KIND = "threshold";

    private final String name;
    private final MetricSource source;
    private Double atMost;
    private Double atLeast;
    private Double below;
    private Double above;
    private String between;
    private Double percentile;
    private String rate;
    private String window;
    private String step;
    private Integer minimumSamples;
    private int failureLimit;
    private int noDataLimit = Criterion.DEFAULT_NO_DATA_LIMIT;

    @DataBoundConstructor
    public ThresholdCriterion(String name, MetricSource source) {
        this.name = name == null ? "" : name.trim();
        this.source = source;
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    /** Where the number comes from. */
    public MetricSource getSource() {
        return source;
    }

    @CheckForNull
    public Double getAtMost() {
        return atMost;
    }

    @DataBoundSetter
    public void setAtMost(Double atMost) {
        this.atMost = atMost;
    }

    @CheckForNull
    public Double getAtLeast() {
        return atLeast;
    }

    @DataBoundSetter
    public void setAtLeast(Double atLeast) {
        this.atLeast = atLeast;
    }

    @CheckForNull
    public Double getBelow() {
        return below;
    }

    @DataBoundSetter
    public void setBelow(Double below) {
        this.below = below;
    }

    @CheckForNull
    public Double getAbove() {
        return above;
    }

    @DataBoundSetter
    public void setAbove(Double above) {
        this.above = above;
    }

    /** Two bounds that are good themselves: {@code 0.1..0.9}. */
    @CheckForNull
    public String getBetween() {
        return between;
    }

    @DataBoundSetter
    public void setBetween(String between) {
        this.between = Fields.trimmed(between);
    }

    /** Which percentile of the samples of the window is judged; null for each sample, or a rate. */
    @CheckForNull
    public Double getPercentile() {
        return percentile;
    }

    @DataBoundSetter
    public void setPercentile(Double percentile) {
        this.percentile = percentile;
    }

    /** {@code perSecond} or {@code perMinute}: how fast a counter grows over the window is judged; null for the samples. */
    @CheckForNull
    public String getRate() {
        return rate;
    }

    @DataBoundSetter
    public void setRate(String rate) {
        this.rate = Fields.trimmed(rate);
    }

    /** How far back the samples of a percentile or rate go. */
    @CheckForNull
    public String getWindow() {
        return window;
    }

    @DataBoundSetter
    public void setWindow(String window) {
        this.window = Fields.trimmed(window);
    }

    /** Time between two samples of the window; null for a minute. */
    @CheckForNull
    public String getStep() {
        return step;
    }

    @DataBoundSetter
    public void setStep(String step) {
        this.step = Fields.trimmed(step);
    }

    /** With fewer samples in the window there is no data; null for 10, or 2 for a rate. */
    @CheckForNull
    public Integer getMinimumSamples() {
        return minimumSamples;
    }

    @DataBoundSetter
    public void setMinimumSamples(Integer minimumSamples) {
        this.minimumSamples = minimumSamples;
    }

    /** How many failed samples are tolerated. */
    public int getFailureLimit() {
        return failureLimit;
    }

    @DataBoundSetter
    public void setFailureLimit(int failureLimit) {
        this.failureLimit = failureLimit;
    }

    /** After how many samples without data in a row a human is asked. */
    public int getNoDataLimit() {
        return noDataLimit;
    }

    @DataBoundSetter
    public void setNoDataLimit(int noDataLimit) {
        this.noDataLimit = noDataLimit;
    }

    private Bounds bounds() {
        return new Bounds(atMost, atLeast, below, above, between);
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var reader = new FieldReader();
        reader.name(name);
        reader.source("source", source);
        reader.addAll(bounds().validate());
        overTime(reader);
        reader.limits(failureLimit, noDataLimit);
        return reader.problems();
    }

    /** Null where each sample is judged by itself. */
    @CheckForNull
    private OverTime overTime(FieldReader reader) {
        return OverTime.read(reader, source, percentile, rate, window, step, minimumSamples);
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        if (source == null) {
            throw new IllegalArgumentException("source: is missing");
        }
        OverTime overTime = overTime(new FieldReader());
        String bound = bounds().threshold().words();
        String limit = overTime == null ? bound : overTime.words() + " " + bound;
        return new Criterion(name, KIND, limit, source.describe(), failureLimit, noDataLimit, Definitions.toJson(this));
    }

    @NonNull
    @Override
    public CompletionStage<Reading> read(@NonNull SampleRequest request) {
        Threshold threshold = bounds().threshold();
        OverTime overTime = overTime(new FieldReader());
        return overTime == null
                ? request.sample(source).thenApply(sample -> reading(sample, threshold))
                : overTime.read(name, source, request, threshold);
    }

    private Reading reading(Sample sample, Threshold threshold) {
        if (sample instanceof Sample.Value value) {
            Judgement judgement = threshold.judge(value.value());
            return new Reading(name, judgement.verdict(), value.value(), judgement.why(), value.at());
        }
        if (sample instanceof Sample.NoData none) {
            return Reading.noData(name, none.why(), none.at());
        }
        return Reading.noData(name, "the source gives a series where a number is wanted", sample.at());
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends MetricCriterionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Threshold";
        }

        /** Checks the name of a form. */
        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.trimmed(value) == null
                    ? FormValidation.error("say in a word or two what is checked")
                    : FormValidation.ok();
        }

        /** The units of a rate in a form. */
        @POST
        public ListBoxModel doFillRateItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            items.add("none: judge the samples", "");
            return items.add("perSecond").add("perMinute");
        }

        /** Checks the window of a form. */
        @POST
        public FormValidation doCheckWindow(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            var reader = new FieldReader();
            reader.duration("window", Fields.trimmed(value), Duration.ofMinutes(1));
            return reader.form();
        }

        /** Checks the step of a form. */
        @POST
        public FormValidation doCheckStep(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            var reader = new FieldReader();
            reader.step("step", Fields.trimmed(value), Duration.ofMinutes(1));
            return reader.form();
        }

        /** Checks the pair of bounds of a form. */
        @POST
        public FormValidation doCheckBetween(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            String between = Fields.trimmed(value);
            return between == null
                    ? FormValidation.ok()
                    : Fields.form(new Bounds(null, null, null, null, between)
                            .validate().stream().findFirst());
        }
    }
}
