package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.analysis.Finding;
import io.jenkins.plugins.rollout.analysis.Growth;
import io.jenkins.plugins.rollout.analysis.Numbers;
import io.jenkins.plugins.rollout.analysis.SampleRatio;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.analysis.Tolerance;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Verdict;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Whether traffic is split as meant: {@code sampleRatio(name: 'split', source: …)}. It never fails; a split that is off
 * asks a human, for then no comparison beside it can be trusted.
 */
public class SampleRatioCriterion extends PairedCriterion {
    private static final long serialVersionUID = 1L;
    private static final String KIND = "sampleRatio";
    private static final double ALL = 100;

    private Double expected;
    private long minimumSamples = SampleRatio.DEFAULT_MINIMUM;
    private boolean counter;

    @DataBoundConstructor
    public SampleRatioCriterion(String name, MetricSource source) {
        super(name, source, SampleRatio.DEFAULT_CONFIDENCE);
    }

    /** Percent of the requests of both sides that the candidate should have; null for the exposure of the phase. */
    @CheckForNull
    public Double getExpected() {
        return expected;
    }

    @DataBoundSetter
    public void setExpected(Double expected) {
        this.expected = expected;
    }

    /** With fewer requests on both sides together nothing is decided. */
    public long getMinimumSamples() {
        return minimumSamples;
    }

    @DataBoundSetter
    public void setMinimumSamples(long minimumSamples) {
        this.minimumSamples = minimumSamples;
    }

    /** Whether the sources give running totals. */
    public boolean isCounter() {
        return counter;
    }

    @DataBoundSetter
    public void setCounter(boolean counter) {
        this.counter = counter;
    }

    @Override
    Pair sources() {
        return new Pair(getSource(), null, getBaseline(), null);
    }

    @Override
    Comparing comparing(FieldReader reader, Pair sources, Times times) {
        Double slack = slack(reader);
        if (slack != null) {
            double any = expected == null ? 0.5 : share(reader);
            reader.made("confidence", () -> new SampleRatio(any, getConfidence(), slack, 1), null);
        }
        if (minimumSamples < 1) {
            reader.wrong("minimumSamples", minimumSamples + " is less than 1");
        }
        if (getSource() != null && !counter && !sources.givesSeries()) {
            reader.wrong(
                    "counter",
                    "is missing; one of the sources gives one number at a time, which must be a running total: counter: true");
        }
        return slack == null
                ? null
                : new Comparing(
                        getName(), sources, new Split(slack), times.step(), times.lookBack(), times.decideWithin());
    }

    /** The tolerance as a part; null where it is a mistake. */
    @CheckForNull
    private Double slack(FieldReader reader) {
        Tolerance written = reader.made("tolerance", () -> Tolerance.parse(getTolerance()), null);
        if (written == null) {
            return null;
        }
        if (!written.percent() || written.amount() <= 0 || written.amount() >= ALL) {
            reader.wrong("tolerance", "'" + getTolerance() + "' is not between 0% and 100%");
            return null;
        }
        return written.amount() / ALL;
    }

    private double share(FieldReader reader) {
        if (expected > 0 && expected < ALL) {
            return expected / ALL;
        }
        reader.wrong("expected", Numbers.exact(expected) + " is not between 0 and 100; write what percentage of the"
                + " requests the new version should have");
        return 0.5;
    }

    /** Holds both counts against the share that is meant. */
    private final class Split implements Comparing.Judge {
        private final double slack;

        Split(double slack) {
            this.slack = slack;
        }

        @Override
        public Finding judge(Sides sides, Situation situation) {
            Double meant = expected == null ? exposure(situation) : expected;
            return meant == null
                    ? new Finding(
                            Verdict.INCONCLUSIVE,
                            "nobody said which share is meant: phase '" + situation.phase()
                                    + "' has no exposure between 0 and 100; write expected: 5, say",
                            null)
                    : new SampleRatio(meant / ALL, getConfidence(), slack, minimumSamples)
                            .judge(counts(sides.candidate()), counts(sides.baseline()));
        }

        private double[] counts(double[] values) {
            return counter ? Growth.steps(values) : values;
        }

        @Override
        public double[][] drawn(Sides sides) {
            double[] candidate = counts(sides.candidate());
            double[] baseline = counts(sides.baseline());
            var shares = new double[candidate.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = candidate[i] / (candidate[i] + baseline[i]);
            }
            return new double[][] {shares, new double[0]};
        }
    }

    @CheckForNull
    private static Double exposure(Situation situation) {
        if (situation.exposure().isEmpty()) {
            return null;
        }
        double exposure = Double.parseDouble(situation.exposure());
        return exposure > 0 && exposure < ALL ? exposure : null;
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        return criterion(KIND, () -> "within " + getTolerance() + " of the "
                + (expected == null ? "exposure" : Numbers.exact(expected) + " % that are meant"));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends PairedCriterionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Sample ratio: traffic split as meant";
        }

        /** Checks the tolerance of a form. */
        @POST
        public FormValidation doCheckTolerance(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            var criterion = new SampleRatioCriterion("", null);
            criterion.setTolerance(value);
            var reader = new FieldReader();
            criterion.slack(reader);
            return reader.form();
        }
    }
}
