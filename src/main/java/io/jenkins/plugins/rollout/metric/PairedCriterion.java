package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A criterion that holds the numbers of the new version against those of what runs beside it. */
public abstract class PairedCriterion extends MetricCriterion {
    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_TOLERANCE = "10%";
    private static final String DEFAULT_STEP = "1m";
    private static final String DEFAULT_DECIDE_WITHIN = "2h";

    private final String name;
    private final MetricSource source;
    private MetricSource baseline;
    private double confidence;
    private String tolerance = DEFAULT_TOLERANCE;
    private String step = DEFAULT_STEP;
    private String lookBack;
    private String decideWithin = DEFAULT_DECIDE_WITHIN;
    private int noDataLimit = Criterion.DEFAULT_NO_DATA_LIMIT;

    /** @param confidence unless another one is set */
    protected PairedCriterion(String name, MetricSource source, double confidence) {
        this.name = name == null ? "" : name.trim();
        this.source = source;
        this.confidence = confidence;
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    /** Where the new version's numbers come from. */
    public MetricSource getSource() {
        return source;
    }

    /** Where the numbers come from that it is held against; null for the same source, about the previous version. */
    @CheckForNull
    public MetricSource getBaseline() {
        return baseline;
    }

    @DataBoundSetter
    public void setBaseline(MetricSource baseline) {
        this.baseline = baseline;
    }

    /** How far off it may be: {@code 10%}; where the kind of check allows it {@code 0.002} in the unit of the source. */
    public String getTolerance() {
        return tolerance;
    }

    @DataBoundSetter
    public void setTolerance(String tolerance) {
        this.tolerance = Optional.ofNullable(Fields.trimmed(tolerance)).orElse(DEFAULT_TOLERANCE);
    }

    /** How certain a verdict must be, between 0.5 and 1. */
    public double getConfidence() {
        return confidence;
    }

    @DataBoundSetter
    public void setConfidence(double confidence) {
        this.confidence = confidence;
    }

    /** Time between two points of the series. */
    public String getStep() {
        return step;
    }

    @DataBoundSetter
    public void setStep(String step) {
        this.step = Optional.ofNullable(Fields.trimmed(step)).orElse(DEFAULT_STEP);
    }

    /** How much of the time before the sampling began counts, too; null for none. */
    @CheckForNull
    public String getLookBack() {
        return lookBack;
    }

    @DataBoundSetter
    public void setLookBack(String lookBack) {
        this.lookBack = Fields.trimmed(lookBack);
    }

    /** How long it may go on undecided before a human is asked. */
    public String getDecideWithin() {
        return decideWithin;
    }

    @DataBoundSetter
    public void setDecideWithin(String decideWithin) {
        this.decideWithin = Optional.ofNullable(Fields.trimmed(decideWithin)).orElse(DEFAULT_DECIDE_WITHIN);
    }

    /** After how many samples without data in a row a human is asked. */
    public int getNoDataLimit() {
        return noDataLimit;
    }

    @DataBoundSetter
    public void setNoDataLimit(int noDataLimit) {
        this.noDataLimit = noDataLimit;
    }

    /** How many failed rounds are tolerated; 0 for one that never fails. */
    public int getFailureLimit() {
        return 0;
    }

    /** The sources of both sides. */
    abstract Pair sources();

    /** What the fields say; null where a mistake leaves nothing to ask. */
    @CheckForNull
    abstract Comparing comparing(FieldReader reader, Pair sources, Times times);

    /** @param step time between two points */
    record Times(Duration step, Duration lookBack, Duration decideWithin) {}

    @CheckForNull
    private Comparing comparing(FieldReader reader) {
        reader.name(name);
        Pair sources = sources();
        sources.check(reader);
        var times = new Times(
                reader.step("step", step, Duration.ofMinutes(1)),
                reader.duration("lookBack", lookBack, Duration.ZERO),
                reader.duration("decideWithin", decideWithin, Duration.ofHours(2)));
        if (source != null && lookBack != null && !sources.givesSeries()) {
            reader.wrong("lookBack", "nothing can be looked back at: one of the sources gives one number at a time");
        }
        reader.limits(getFailureLimit(), noDataLimit);
        return comparing(reader, sources, times);
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var reader = new FieldReader();
        comparing(reader);
        return reader.problems();
    }

    /** As the plan keeps it. @param limit the rule in words */
    Criterion criterion(String kind, Supplier<String> limit) {
        validate().stream().findFirst().ifPresent(problem -> {
            throw new IllegalArgumentException(problem.toString());
        });
        return new Criterion(
                name, kind, limit.get(), sources().describe(), getFailureLimit(), noDataLimit, Definitions.toJson(this));
    }

    @NonNull
    @Override
    public CompletionStage<Reading> read(@NonNull SampleRequest request) {
        var reader = new FieldReader();
        Comparing comparing = comparing(reader);
        List<Problem> problems = reader.problems();
        if (comparing == null || !problems.isEmpty()) {
            throw new Unusable(problems.stream().findFirst().map(Problem::toString).orElse("nothing is asked"));
        }
        return comparing.read(request);
    }

    /** The part of a form that all of them have. */
    public abstract static class PairedCriterionDescriptor extends MetricCriterionDescriptor
            implements CustomDescribableModel {
        /** For a descriptor nested in its criterion. */
        protected PairedCriterionDescriptor() {}

        /** A number is as good as a text; its error says what to write. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return Fields.textsFor(arguments, List.of("tolerance"));
        }

        /** Checks the name of a form. */
        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            var reader = new FieldReader();
            reader.name(value == null ? "" : value.trim());
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

        /** Checks the time before the sampling of a form. */
        @POST
        public FormValidation doCheckLookBack(@AncestorInPath Item item, @QueryParameter String value) {
            return duration(item, value);
        }

        /** Checks the longest wait of a form. */
        @POST
        public FormValidation doCheckDecideWithin(@AncestorInPath Item item, @QueryParameter String value) {
            return duration(item, value);
        }

        private static FormValidation duration(Item item, String value) {
            Fields.checkPermission(item);
            var reader = new FieldReader();
            reader.duration("", Fields.trimmed(value), Duration.ofHours(1));
            return reader.form();
        }
    }
}
