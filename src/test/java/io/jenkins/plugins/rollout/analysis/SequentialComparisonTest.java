package io.jenkins.plugins.rollout.analysis;

import static io.jenkins.plugins.rollout.model.Verdict.FAIL;
import static io.jenkins.plugins.rollout.model.Verdict.NO_DATA;
import static io.jenkins.plugins.rollout.model.Verdict.PASS;
import static io.jenkins.plugins.rollout.model.Verdict.WAITING;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** What the sequential comparison says, and what never changes it. */
public class SequentialComparisonTest {
    private static final double NAN = Double.NaN;

    private final SequentialComparison sequential = new SequentialComparison();

    @Test
    public void aClearlySlowerVersionFails() {
        Finding found = judge(Worse.HIGHER, "10%", noisy(15, 1, 40), noisy(10, 2, 40));
        assertThat(found.verdict(), is(FAIL));
        assertThat(found.why(), containsString("% higher than the baseline (between "));
        assertThat(found.why(), containsString("% higher), more than the 10% allowed"));
        Estimate estimate = found.estimate();
        assertThat(estimate.method(), is("sequential"));
        assertThat(estimate.value(), closeTo(estimate.candidate() - estimate.baseline(), 1e-12));
        assertThat(estimate.highest(), closeTo(estimate.baseline() / 10, 1e-12));
        assertThat(estimate.lowest(), is(nullValue()));
        assertThat(estimate.lower(), greaterThan(estimate.highest()));
        assertThat(estimate.samples(), is(40L));
        assertThat(estimate.baselineSamples(), is(40L));
        assertThat(estimate.wanted(), is(0L));
        assertThat(estimate.confidence(), is(0.98));
    }

    @Test
    public void anEquallyFastVersionPassesOnceThatIsCertain() {
        Finding found = judge(Worse.HIGHER, "30%", noisy(10, 1, 200), noisy(10, 2, 200));
        assertThat(found.verdict(), is(PASS));
        assertThat(found.why(), containsString("within the 30% allowed"));
    }

    @Test
    public void untilThenItWaitsAndSaysHowLong() {
        Finding found = judge(Worse.HIGHER, "5%", noisy(10, 1, 40), noisy(10, 2, 40));
        assertThat(found.verdict(), is(WAITING));
        assertThat(found.why(), containsString("5% higher is allowed; needs about "));
        assertThat(found.estimate().wanted(), greaterThan(0L));
    }

    @Test
    public void whatIsWantedIsAboutWhatItTakes() {
        double[] candidate = noisy(10, 1, 4000);
        double[] baseline = noisy(10, 2, 4000);
        int decided = 0;
        while (judge(Worse.HIGHER, "10%", head(candidate, ++decided), head(baseline, decided)).verdict() != PASS) {}
        int half = decided / 2;
        long wanted = judge(Worse.HIGHER, "10%", head(candidate, half), head(baseline, half)).estimate().wanted();
        assertThat((double) (half + wanted), closeTo(decided, decided * 0.7));
    }

    @Test
    public void fewerThanTheMinimumDecideNothing() {
        Question question = new Question(Worse.HIGHER, Tolerance.NONE, 0.98, 50);
        Finding found = sequential.judge(Sides.of(noisy(1000, 1, 49), noisy(10, 2, 49)), question);
        assertThat(found.verdict(), is(WAITING));
        assertThat(found.estimate().wanted(), is(1L));
        assertThat(
                sequential.judge(Sides.of(noisy(1000, 1, 50), noisy(10, 2, 50)), question).verdict(), is(FAIL));
    }

    @Test
    public void lowerCanBeWorseAndAnyDifferenceToo() {
        assertThat(judge(Worse.LOWER, "10%", noisy(5, 1, 60), noisy(10, 2, 60)).verdict(), is(FAIL));
        assertThat(judge(Worse.LOWER, "10%", noisy(15, 1, 60), noisy(10, 2, 60)).verdict(), is(PASS));
        assertThat(judge(Worse.DIFFERENT, "10%", noisy(5, 1, 60), noisy(10, 2, 60)).verdict(), is(FAIL));
        assertThat(judge(Worse.DIFFERENT, "10%", noisy(15, 1, 60), noisy(10, 2, 60)).verdict(), is(FAIL));
        assertThat(judge(Worse.DIFFERENT, "40%", noisy(10, 1, 200), noisy(10, 2, 200)).verdict(), is(PASS));
    }

    @Test
    public void aCommonDayCancels() {
        var candidate = new double[120];
        var baseline = new double[120];
        var random = new Random(5);
        for (int i = 0; i < 120; i++) {
            double day = 100 + 80 * Math.sin(i / 40.0);
            candidate[i] = day + 1 + random.nextGaussian() / 2;
            baseline[i] = day + random.nextGaussian() / 2;
        }
        assertThat(judge(Worse.HIGHER, "0.3", candidate, baseline).verdict(), is(FAIL));
        assertThat(judge(Worse.HIGHER, "1.7", candidate, baseline).verdict(), is(PASS));
    }

    @Test
    public void percentOfANegativeBaselineIsOfItsSize() {
        assertThat(judge(Worse.HIGHER, "10%", noisy(-100, 1, 80), noisy(-100, 2, 80)).verdict(), is(PASS));
        assertThat(judge(Worse.HIGHER, "10%", noisy(-85, 1, 80), noisy(-100, 2, 80)).verdict(), is(FAIL));
        assertThat(judge(Worse.LOWER, "10%", noisy(-115, 1, 80), noisy(-100, 2, 80)).verdict(), is(FAIL));
        double[] mixed = noisy(-100, 2, 80);
        mixed[7] = 20;
        assertThat(judge(Worse.HIGHER, "10%", noisy(-70, 1, 80), mixed).verdict(), is(FAIL));
    }

    @Test
    public void seriesThatNeverMoveAreBelievedLate() {
        assertThat(judge(Worse.HIGHER, "10%", constant(3, 20), constant(3, 20)).verdict(), is(WAITING));
        long wanted = judge(Worse.HIGHER, "10%", constant(3, 20), constant(3, 20)).estimate().wanted();
        int enough = (int) (20 + wanted);
        assertThat(judge(Worse.HIGHER, "10%", constant(3, enough), constant(3, enough)).verdict(), is(PASS));
        assertThat(judge(Worse.HIGHER, "10%", constant(3, enough - 1), constant(3, enough - 1)).verdict(), is(WAITING));
        assertThat(judge(Worse.HIGHER, "10%", constant(4, enough), constant(3, enough)).verdict(), is(FAIL));
        assertThat(judge(Worse.HIGHER, "0", constant(0, 500), constant(0, 500)).verdict(), is(WAITING));
        assertThat(judge(Worse.HIGHER, "0.1", constant(0, 500), constant(0, 500)).verdict(), is(PASS));
    }

    @Test
    public void roundingIsNoDifference() {
        double[] series = noisy(10, 1, 100);
        double[] again = Arrays.stream(series).map(value -> value * 3 / 3 + 1e-15).toArray();
        assertThat(judge(Worse.DIFFERENT, "0", again, series).verdict(), is(WAITING));
    }

    @Test
    public void oneSideAloneIsNoData() {
        assertThat(judge(Worse.HIGHER, "10%", noisy(10, 1, 50), constant(NAN, 50)).verdict(), is(NO_DATA));
        assertThat(judge(Worse.HIGHER, "10%", constant(NAN, 50), noisy(10, 1, 50)).verdict(), is(NO_DATA));
        assertThat(judge(Worse.HIGHER, "10%", new double[0], new double[0]).verdict(), is(NO_DATA));
    }

    @Test
    public void whatIsNotANumberOrInfiniteIsLeftOut() {
        double[] candidate = noisy(15, 1, 60);
        double[] baseline = noisy(10, 2, 60);
        candidate[3] = NAN;
        baseline[4] = Double.POSITIVE_INFINITY;
        candidate[5] = Double.NEGATIVE_INFINITY;
        Finding found = judge(Worse.HIGHER, "10%", candidate, baseline);
        assertThat(found.verdict(), is(FAIL));
        assertThat(found.estimate().samples(), is(57L));
    }

    @Test
    public void noSoupOfNumbersPassesForWantOfData() {
        double[] odd = {NAN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, Double.MIN_VALUE,
            Double.MAX_VALUE, -Double.MAX_VALUE, 1e-300, 1};
        var random = new Random(7);
        for (int run = 0; run < 3000; run++) {
            int length = random.nextInt(30);
            int finite = 0;
            var sides = new double[4][length];
            for (int i = 0; i < length; i++) {
                for (double[] side : sides) {
                    side[i] = odd[random.nextInt(odd.length)];
                }
                finite += Double.isFinite(sides[0][i]) && Double.isFinite(sides[1][i]) ? 1 : 0;
            }
            for (Worse worse : Worse.values()) {
                Question question = new Question(worse, Tolerance.parse(run % 2 == 0 ? "10%" : "1"), 0.98, 10);
                Finding measured = sequential.judge(Sides.of(sides[0], sides[1]), question);
                if (finite < 10) {
                    assertThat(measured.why(), measured.verdict(), is(not(PASS)));
                }
                Finding counted = sequential.judge(new Sides(sides[0], sides[1], sides[2], sides[3]), question);
                if (finite < 10) {
                    assertThat(counted.why(), counted.verdict(), is(not(PASS)));
                }
            }
        }
    }

    @Test
    public void noUnitChangesAVerdict() {
        var random = new Random(11);
        for (int run = 0; run < 60; run++) {
            Noise process = Noise.values()[run % Noise.values().length];
            int length = 10 + random.nextInt(80);
            double[] candidate = Noise.plus(random.nextInt(3) * 3, process.series(length, random));
            double[] baseline = process.series(length, random);
            Verdict verdict = judge(Worse.values()[run % 3], "10%", candidate, baseline).verdict();
            for (double unit : new double[] {1e-300, 1e-9, 0x1p-40, 0.001, 60, 1e9, 1e150, 1e290}) {
                Finding other = judge(
                        Worse.values()[run % 3], "10%", Noise.times(unit, candidate), Noise.times(unit, baseline));
                assertThat(process + " × " + unit + ": " + other.why(), other.verdict(), is(verdict));
            }
        }
    }

    @Test
    public void swappingTheSidesMirrorsTheVerdict() {
        var random = new Random(12);
        for (int run = 0; run < 60; run++) {
            Noise process = Noise.values()[run % Noise.values().length];
            int length = 10 + random.nextInt(80);
            double[] candidate = Noise.plus(random.nextInt(3) * 3, process.series(length, random));
            double[] baseline = process.series(length, random);
            String tolerance = run % 2 == 0 ? "0" : "1.5";
            Finding here = judge(Worse.HIGHER, tolerance, candidate, baseline);
            Finding there = judge(Worse.LOWER, tolerance, baseline, candidate);
            assertThat(there.verdict(), is(here.verdict()));
            assertThat(there.estimate().value(), closeTo(-here.estimate().value(), 1e-9));
            assertThat(
                    judge(Worse.DIFFERENT, tolerance, baseline, candidate).verdict(),
                    is(judge(Worse.DIFFERENT, tolerance, candidate, baseline).verdict()));
        }
    }

    @Test
    public void oneMoreLookNeverTurnsACertainFailIntoAPass() {
        var random = new Random(13);
        int failed = 0;
        for (int run = 0; run < 200; run++) {
            Noise process = Noise.values()[run % Noise.values().length];
            double[] candidate = Noise.plus(random.nextInt(8), process.series(120, random));
            double[] baseline = process.series(120, random);
            Verdict before = WAITING;
            for (int length = 10; length <= 120; length++) {
                Verdict now = judge(Worse.HIGHER, "10%", head(candidate, length), head(baseline, length)).verdict();
                assertThat(process + " at " + length, before == FAIL && now == PASS, is(false));
                before = now;
            }
            failed += before == FAIL ? 1 : 0;
        }
        assertThat(failed, greaterThan(20));
    }

    @Test
    public void addingIsTheSameAsJudgingAll() {
        double[] candidate = noisy(10, 1, 100);
        double[] baseline = noisy(10, 2, 100);
        var sequence = new ConfidenceSequence(1);
        for (int i = 0; i < 100; i++) {
            sequence.add(candidate[i], baseline[i]);
        }
        Estimate estimate = judge(Worse.HIGHER, "0", candidate, baseline).estimate();
        assertThat(sequence.mean(), closeTo(estimate.value(), 1e-9));
        assertThat(sequence.mean() - sequence.halfWidth(0.04), closeTo(estimate.lower(), 1e-6));
        assertThat(sequence.effective(), closeTo(estimate.effective(), 1e-6));
    }

    private Finding judge(Worse worse, String tolerance, double[] candidate, double[] baseline) {
        return sequential.judge(
                Sides.of(candidate, baseline), new Question(worse, Tolerance.parse(tolerance), 0.98, 10));
    }

    private static double[] head(double[] series, int length) {
        return Arrays.copyOf(series, length);
    }

    private static double[] constant(double value, int length) {
        var values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    /** Normal with a standard deviation of 2. */
    private static double[] noisy(double mean, long seed, int length) {
        var random = new Random(seed);
        var values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = mean + 2 * random.nextGaussian();
        }
        return values;
    }
}
