package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.analysis.Comparison;
import io.jenkins.plugins.rollout.analysis.Question;
import io.jenkins.plugins.rollout.analysis.Tolerance;
import io.jenkins.plugins.rollout.model.Criterion;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Compares the new version with what runs now: {@code compare(name: 'latency', source: …, baseline: …, worse: 'higher',
 * tolerance: '10%')}.
 */
public class CompareCriterion extends PairedCriterion {
    private static final long serialVersionUID = 1L;
    private static final String KIND = "compare";

    private final String worse;
    private MetricSource per;
    private MetricSource baselinePer;
    private int minimumSamples = Question.DEFAULT_MINIMUM_SAMPLES;
    private String method = Methods.DEFAULT;
    private boolean strictKayenta;
    private int failureLimit;

    @DataBoundConstructor
    public CompareCriterion(String name, MetricSource source, String worse) {
        super(name, source, Question.DEFAULT_CONFIDENCE);
        this.worse = Fields.trimmed(worse);
    }

    /** Which way it may not go: {@code higher}, {@code lower} or {@code different}. */
    public String getWorse() {
        return worse;
    }

    /** Among how many cases the source counts events; null for measured values. */
    @CheckForNull
    public MetricSource getPer() {
        return per;
    }

    @DataBoundSetter
    public void setPer(MetricSource per) {
        this.per = per;
    }

    /** Among how many cases the baseline counts events. */
    @CheckForNull
    public MetricSource getBaselinePer() {
        return baselinePer;
    }

    @DataBoundSetter
    public void setBaselinePer(MetricSource baselinePer) {
        this.baselinePer = baselinePer;
    }

    /** With fewer samples a side nothing is decided. */
    public int getMinimumSamples() {
        return minimumSamples;
    }

    @DataBoundSetter
    public void setMinimumSamples(int minimumSamples) {
        this.minimumSamples = minimumSamples;
    }

    /** The way to compare, by its name. */
    public String getMethod() {
        return method;
    }

    @DataBoundSetter
    public void setMethod(String method) {
        this.method = Optional.ofNullable(Fields.trimmed(method)).orElse(Methods.DEFAULT);
    }

    /** Whether {@code kayenta} says what Kayenta says, also where that passes for want of data. */
    public boolean isStrictKayenta() {
        return strictKayenta;
    }

    @DataBoundSetter
    public void setStrictKayenta(boolean strictKayenta) {
        this.strictKayenta = strictKayenta;
    }

    @Override
    public int getFailureLimit() {
        return failureLimit;
    }

    @DataBoundSetter
    public void setFailureLimit(int failureLimit) {
        this.failureLimit = failureLimit;
    }

    @Override
    Pair sources() {
        return new Pair(getSource(), per, getBaseline(), baselinePer);
    }

    @Override
    Comparing comparing(FieldReader reader, Pair sources, Times times) {
        String way = reader.word("worse", worse, Directions.words());
        Tolerance tolerated = reader.made("tolerance", () -> Tolerance.parse(getTolerance()), Tolerance.NONE);
        int least = reader.atLeast("minimumSamples", minimumSamples, 1);
        String how = reader.word("method", method, Methods.names());
        Question question = reader.made(
                "confidence",
                () -> new Question(
                        Directions.of(way == null ? Directions.words().get(0) : way), tolerated, getConfidence(), least),
                null);
        if (strictKayenta && !Methods.KAYENTA.equals(method)) {
            reader.wrong("strictKayenta", "means something with method: '" + Methods.KAYENTA + "' only");
        }
        if (question == null || how == null) {
            return null;
        }
        Comparison comparison = Methods.of(how, strictKayenta);
        return new Comparing(
                getName(),
                sources,
                (sides, situation) -> comparison.judge(sides, question),
                times.step(),
                times.lookBack(),
                times.decideWithin());
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        return criterion(KIND, () -> Directions.limit(Directions.of(worse), Tolerance.parse(getTolerance())));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends PairedCriterionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Comparison with what runs now";
        }

        /** Checks the tolerance of a form. */
        @POST
        public FormValidation doCheckTolerance(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            var reader = new FieldReader();
            String written = Fields.trimmed(value);
            if (written != null) {
                reader.made("tolerance", () -> Tolerance.parse(written), null);
            }
            return reader.form();
        }

        /** The directions of a form. */
        @POST
        public ListBoxModel doFillWorseItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            Directions.words().forEach(items::add);
            return items;
        }

        /** The ways of a form. */
        @POST
        public ListBoxModel doFillMethodItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            Methods.names().forEach(items::add);
            return items;
        }
    }
}
