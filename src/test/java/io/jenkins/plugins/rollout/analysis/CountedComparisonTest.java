package io.jenkins.plugins.rollout.analysis;

import static io.jenkins.plugins.rollout.model.Verdict.FAIL;
import static io.jenkins.plugins.rollout.model.Verdict.NO_DATA;
import static io.jenkins.plugins.rollout.model.Verdict.PASS;
import static io.jenkins.plugins.rollout.model.Verdict.WAITING;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.Random;
import org.junit.Test;

/** Errors of requests, few or many, alone or in crowds. */
public class CountedComparisonTest {
    private final SequentialComparison sequential = new SequentialComparison();

    @Test
    public void manyMoreErrorsFail() {
        Finding found = judge("10%", Simulation.requests(30, 0.03, 0.01, 500, 1).apply(new Random(1)));
        assertThat(found.verdict(), is(FAIL));
        assertThat(found.why(), containsString("higher), more than the 10% allowed"));
        assertThat(found.estimate().candidate(), closeTo(0.03, 0.003));
        assertThat(found.estimate().baseline(), closeTo(0.01, 0.002));
    }

    @Test
    public void errorsWhereThereWereNoneFail() {
        Finding found = judge("10%", Simulation.requests(60, 0.004, 0, 500, 1).apply(new Random(1)));
        assertThat(found.verdict(), is(FAIL));
        assertThat(found.why(), containsString("higher than the baseline's 0"));
    }

    @Test
    public void noErrorsAtAllPassAnAbsoluteToleranceAlone() {
        Sides none = Simulation.requests(60, 0, 0, 500, 1).apply(new Random(1));
        assertThat(judge("0.001", none).verdict(), is(PASS));
        assertThat(judge("0.0001", none).verdict(), is(WAITING));
        Finding found = judge("10%", none);
        assertThat(found.verdict(), is(WAITING));
        assertThat(found.why(), containsString("a part of nothing cannot be told, an absolute tolerance could"));
    }

    @Test
    public void theSameShareOfErrorsPassesOnceThatIsCertain() {
        assertThat(judge("20%", Simulation.requests(400, 0.02, 0.02, 1000, 1).apply(new Random(2))).verdict(), is(PASS));
        assertThat(judge("20%", Simulation.requests(20, 0.02, 0.02, 1000, 1).apply(new Random(2))).verdict(), is(WAITING));
        assertThat(judge("0.01", Simulation.requests(60, 0.02, 0.02, 1000, 1).apply(new Random(2))).verdict(), is(PASS));
    }

    @Test
    public void stepsWithoutCasesAreLeftOut() {
        Sides sides = new Sides(new double[] {0, 1}, new double[] {0, 1}, new double[] {0, 5}, new double[] {7, 5});
        assertThat(judge("10%", sides).estimate().samples(), is(1L));
        double[] nothing = {0};
        assertThat(judge("10%", new Sides(nothing, nothing, nothing, nothing)).verdict(), is(NO_DATA));
    }

    @Test
    public void fewErrorsAccuseNobody() {
        assertThat(falseAlarms(0.0005, 1), lessThanOrEqualTo(0.02));
        assertThat(falseAlarms(0.02, 1), lessThanOrEqualTo(0.02));
    }

    @Test
    public void errorsInCrowdsAccuseNobodyEither() {
        assertThat(falseAlarms(0.0005, 20), lessThanOrEqualTo(0.02));
    }

    @Test
    public void trafficThatShiftsAndDaysThatPassDoNotMatter() {
        // the candidate gets more of the traffic when errors are rare: added up, it would look twice as good
        var random = new Random(3);
        var sides = new double[4][200];
        for (int step = 0; step < 200; step++) {
            boolean night = step >= 100;
            sides[2][step] = night ? 2000 : 200;
            sides[3][step] = night ? 200 : 2000;
            for (int side = 0; side < 2; side++) {
                sides[side][step] = Simulation.binomial(sides[side + 2][step], night ? 0.002 : 0.02, random);
            }
        }
        var found = sequential.judge(
                new Sides(sides[0], sides[1], sides[2], sides[3]),
                new Question(Worse.DIFFERENT, Tolerance.NONE, 0.98, 10));
        assertThat(found.why(), found.verdict(), is(WAITING));
        assertThat(Math.abs(found.estimate().value()), lessThan(0.003));
    }

    @Test
    public void theRatiosIntervalIsTheMixtures() {
        var ratio = new RatioSequence();
        ratio.add(30, 1000, 10, 1000);
        ratio.add(25, 900, 12, 1100);
        assertThat(martingale(ratio.lower(0.02)), closeTo(1 / 0.02, 0.02));
        assertThat(martingale(ratio.upper(0.02)), closeTo(1 / 0.02, 0.02));
        assertThat(ratio.lower(0.02), allOf(greaterThan(1.1), lessThan(2.76)));
        var mirrored = new RatioSequence();
        mirrored.add(10, 1000, 30, 1000);
        mirrored.add(12, 1100, 25, 900);
        assertThat(mirrored.lower(0.02), closeTo(1 / ratio.upper(0.02), 1e-6));
        assertThat(mirrored.upper(0.02), closeTo(1 / ratio.lower(0.02), 1e-6));
        assertThat(new RatioSequence().lower(0.02), is(0.0));
        assertThat(new RatioSequence().upper(0.02), is(Double.POSITIVE_INFINITY));
    }

    @Test
    public void anOpenIntervalIsSaidToBeOpen() {
        Finding found = judge("10%", Simulation.requests(12, 0.01, 0, 100, 1).apply(new Random(4)));
        assertThat(found.verdict(), is(WAITING));
        assertThat(found.estimate().upper(), is(nullValue()));
    }

    /** The mixture of the likelihood ratios against that ratio for the two steps above, summed up directly. */
    private static double martingale(double ratio) {
        double sum = 0;
        for (double logarithm = -6; logarithm < 6; logarithm += 1e-4) {
            double prior = 1 / (Math.PI * Math.cosh(logarithm));
            sum += 1e-4 * prior * Math.exp(likelihood(Math.exp(logarithm)) - likelihood(ratio));
        }
        return sum;
    }

    private static double likelihood(double ratio) {
        double first = ratio / (1 + ratio);
        double second = 900 * ratio / (1100 + 900 * ratio);
        return 30 * Math.log(first) + 10 * Math.log(1 - first) + 25 * Math.log(second) + 12 * Math.log(1 - second);
    }

    private double falseAlarms(double share, int crowd) {
        var trial = new Trial(sequential, Trial.worseHigher("0"), 200, 21);
        return trial.share(FAIL, Simulation.requests(100, share, share, 500, crowd), 10);
    }

    private Finding judge(String tolerance, Sides sides) {
        return sequential.judge(sides, Trial.worseHigher(tolerance));
    }
}
