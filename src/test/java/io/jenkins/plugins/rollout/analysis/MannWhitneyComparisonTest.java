package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class MannWhitneyComparisonTest {
    private static final double[] UNITS = {1e-9, 1e-3, 1, 1e3, 1e9};
    private static final MannWhitneyComparison COMPARISON = new MannWhitneyComparison();

    private static Question question(Worse worse, String tolerance) {
        return new Question(worse, Tolerance.parse(tolerance), 0.98, 10);
    }

    private static Finding judge(double[] candidate, double[] baseline, Worse worse, String tolerance) {
        return COMPARISON.judge(Sides.of(candidate, baseline), question(worse, tolerance));
    }

    private static double[] normal(long seed, int size, double mean, double deviation) {
        var random = new Random(seed);
        return random.doubles(size).map(any -> mean + deviation * random.nextGaussian()).toArray();
    }

    @Test
    public void aHigherCandidateFailsWhereHigherIsWorse() {
        double[] candidate = normal(1, 60, 15, 3);
        double[] baseline = normal(2, 60, 10, 3);
        Finding found = judge(candidate, baseline, Worse.HIGHER, "10%");
        assertEquals(found.why(), Verdict.FAIL, found.verdict());
        assertThat(found.why(), containsString("98 % certain between"));
        assertThat(found.why(), containsString("is tolerated"));
        assertEquals(Verdict.FAIL, judge(candidate, baseline, Worse.DIFFERENT, "10%").verdict());
        assertEquals(Verdict.PASS, judge(candidate, baseline, Worse.LOWER, "10%").verdict());
    }

    @Test
    public void aCandidateLikeItsBaselinePassesInTime() {
        double[] candidate = normal(3, 400, 10, 1);
        double[] baseline = normal(4, 400, 10, 1);
        for (Worse worse : Worse.values()) {
            Finding found = judge(candidate, baseline, worse, "10%");
            assertEquals(found.why(), Verdict.PASS, found.verdict());
            assertEquals(Long.valueOf(0), found.estimate().wanted());
        }
    }

    @Test
    public void theEstimateHasAllThatThePageShows() {
        double[] candidate = normal(3, 20, 10, 3);
        double[] baseline = normal(4, 20, 10, 3);
        baseline[7] = Double.NaN;
        Estimate estimate = judge(candidate, baseline, Worse.DIFFERENT, "2").estimate();
        assertEquals("mannWhitney", estimate.method());
        assertThat(estimate.lower(), lessThan(estimate.value()));
        assertThat(estimate.upper(), greaterThan(estimate.value()));
        assertEquals(-2, estimate.lowest(), 0);
        assertEquals(2, estimate.highest(), 0);
        assertEquals(20, estimate.samples());
        assertEquals(Long.valueOf(19), estimate.baselineSamples());
        assertThat(estimate.wanted(), greaterThan(0L));
        assertThat(estimate.effective(), lessThan(19.1));
        assertNull(judge(candidate, baseline, Worse.HIGHER, "2").estimate().lowest());
        assertNull(judge(candidate, baseline, Worse.LOWER, "2").estimate().highest());
    }

    @Test
    public void whatIsWantedIsAboutWhatItTakes() {
        double[] candidate = normal(5, 4000, 11, 3);
        double[] baseline = normal(6, 4000, 10, 3);
        Finding early = judge(Arrays.copyOf(candidate, 40), Arrays.copyOf(baseline, 40), Worse.HIGHER, "3");
        assertEquals(early.why(), Verdict.WAITING, early.verdict());
        int took = 40;
        while (judge(Arrays.copyOf(candidate, took), Arrays.copyOf(baseline, took), Worse.HIGHER, "3").verdict()
                == Verdict.WAITING) {
            took++;
        }
        assertThat((double) early.estimate().wanted(), closeTo(took - 40, 60));
    }

    @Test
    public void fewerThanMinimumSamplesWait() {
        Finding found = judge(normal(1, 9, 100, 1), normal(2, 9, 1, 1), Worse.HIGHER, "0");
        assertEquals(Verdict.WAITING, found.verdict());
        assertEquals("9 samples of the candidate and 9 of the baseline: at least 10 of each are needed", found.why());
        assertEquals(Long.valueOf(1), found.estimate().wanted());
    }

    @Test
    public void nothingIsNoData() {
        double[] none = {Double.NaN, Double.NaN};
        assertEquals(Verdict.NO_DATA, judge(none, new double[] {1, 2}, Worse.HIGHER, "0").verdict());
        assertEquals("the candidate has no samples", judge(none, new double[] {1, 2}, Worse.HIGHER, "0").why());
        assertEquals("the baseline has no samples", judge(new double[] {1, 2}, none, Worse.HIGHER, "0").why());
        assertEquals("both have no samples", judge(none, none, Worse.HIGHER, "0").why());
    }

    @Test
    public void withoutToleranceOnlyTheCertainlyBetterPass() {
        double[] same = normal(7, 500, 10, 1);
        assertEquals(Verdict.WAITING, judge(same, same, Worse.HIGHER, "0").verdict());
        assertEquals(Verdict.PASS, judge(normal(8, 60, 5, 1), normal(9, 60, 10, 1), Worse.HIGHER, "0").verdict());
    }

    @Test
    public void dependentSamplesCountLess() {
        double[] candidate = autoregressive(1, 30, 0.9);
        double[] baseline = autoregressive(2, 30, 0.9);
        Finding found = judge(candidate, baseline, Worse.DIFFERENT, "0");
        assertEquals(found.why(), Verdict.WAITING, found.verdict());
        assertThat(found.why(), containsString("depend on the ones before them"));
        assertThat(found.estimate().effective(), lessThan(10.0));
    }

    static double[] autoregressive(long seed, int size, double phi) {
        var random = new Random(seed);
        double[] series = new double[size];
        double state = random.nextGaussian() / Math.sqrt(1 - phi * phi);
        for (int at = 0; at < size; at++) {
            series[at] = 10 + state;
            state = phi * state + random.nextGaussian();
        }
        return series;
    }

    @Test
    public void aFewValuesFarOffKeepItFromPassing() {
        double[] candidate = normal(1, 300, 10, 0.1);
        for (int at = 0; at < candidate.length; at += 20) {
            candidate[at] = 1000;
        }
        Finding found = judge(candidate, normal(2, 300, 10, 0.1), Worse.HIGHER, "10%");
        assertEquals(found.why(), Verdict.WAITING, found.verdict());
        assertThat(found.why(), containsString("a few values are far off"));
    }

    @Test
    public void moreOfTheSameAmongManyZerosIsSeenWhereNothingIsTolerated() {
        var random = new Random(11);
        double[] candidate = random.doubles(120).map(value -> value < 0.4 ? 1 + value : 0).toArray();
        double[] zeros = new double[120];
        Finding found = judge(candidate, zeros, Worse.HIGHER, "10%");
        assertEquals(found.why(), Verdict.FAIL, found.verdict());
        assertThat(found.why(), containsString("higher more often than not"));
        assertEquals(Verdict.FAIL, judge(zeros, candidate, Worse.LOWER, "0").verdict());
        assertEquals(Verdict.WAITING, judge(zeros, zeros, Worse.HIGHER, "10%").verdict());
    }

    @Test
    public void countsAreComparedAsShares() {
        double[] requests = new double[40];
        Arrays.fill(requests, 1000);
        requests[3] = 0; // nothing was asked then
        double[] many = normal(1, 40, 100, 10);
        double[] few = normal(2, 40, 50, 10);
        var sides = new Sides(many, few, requests, requests);
        Finding found = COMPARISON.judge(sides, question(Worse.HIGHER, "0.01"));
        assertEquals(found.why(), Verdict.FAIL, found.verdict());
        assertThat(found.estimate().value(), closeTo(0.05, 0.01));
        assertEquals(39, found.estimate().samples());
    }

    @Test
    public void unitsNeverChangeAVerdict() {
        for (int seed = 0; seed < 60; seed++) {
            double[] candidate = normal(seed, 12 + seed, 10 + seed % 4, 2);
            double[] baseline = normal(1000 + seed, 12 + seed, 10, 2);
            for (Worse worse : Worse.values()) {
                Verdict verdict = judge(candidate, baseline, worse, "10%").verdict();
                for (double unit : UNITS) {
                    Finding other = judge(times(candidate, unit), times(baseline, unit), worse, "10%");
                    assertEquals(other.why(), verdict, other.verdict());
                }
            }
        }
    }

    private static double[] times(double[] values, double unit) {
        return Arrays.stream(values).map(value -> value * unit).toArray();
    }

    @Test
    public void swappedSidesMirrorTheVerdict() {
        for (int seed = 0; seed < 100; seed++) {
            double[] candidate = normal(seed, 12 + seed, 10 + seed % 5, 2);
            double[] baseline = normal(1000 + seed, 12 + seed, 10, 2);
            assertEquals(
                    judge(candidate, baseline, Worse.HIGHER, "0.7").verdict(),
                    judge(baseline, candidate, Worse.LOWER, "0.7").verdict());
            assertEquals(
                    judge(candidate, baseline, Worse.DIFFERENT, "0.7").verdict(),
                    judge(baseline, candidate, Worse.DIFFERENT, "0.7").verdict());
        }
    }

    @Test
    public void whatIsNotANumberNeverPasses() {
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE};
        for (Comparison comparison : new Comparison[] {COMPARISON, new KayentaComparison()}) {
            for (double one : odd) {
                for (double other : odd) {
                    for (Worse worse : Worse.values()) {
                        double[] candidate = new double[30];
                        double[] baseline = new double[30];
                        Arrays.fill(candidate, one);
                        Arrays.fill(baseline, other);
                        if (one == other && Double.isFinite(one)) {
                            continue;
                        }
                        assertNotEquals(
                                one + " beside " + other,
                                Verdict.PASS,
                                comparison.judge(Sides.of(candidate, baseline), question(worse, "10%")).verdict());
                    }
                }
            }
            double[] candidate = normal(1, 200, 10, 1);
            double[] baseline = normal(2, 200, 10, 1);
            candidate[5] = Double.POSITIVE_INFINITY;
            Finding found = comparison.judge(Sides.of(candidate, baseline), question(Worse.HIGHER, "10%"));
            assertEquals(found.why(), Verdict.INCONCLUSIVE, found.verdict());
        }
    }

    @Test
    public void oneMoreSampleOfTheSameNeverTurnsAFailureIntoAPass() {
        for (int seed = 0; seed < 200; seed++) {
            double[] candidate = normal(seed, 80, 10 + seed % 5, 2);
            double[] baseline = normal(1000 + seed, 80, 10, 2);
            Verdict before = Verdict.WAITING;
            for (int size = 10; size <= 80; size++) {
                Verdict now = judge(
                                Arrays.copyOf(candidate, size), Arrays.copyOf(baseline, size), Worse.HIGHER, "0.5")
                        .verdict();
                assertEquals(false, before == Verdict.FAIL && now == Verdict.PASS);
                before = now;
            }
        }
    }

    /** The whole simulation is a command of its own; this is a small part of it. */
    @Test
    public void lookingAfterEverySampleRaisesFewFalseAlarms() {
        assertThat(falseAlarms(0, 100), lessThan(0.02));
        assertThat(falseAlarms(0.8, 150), lessThan(0.04));
    }

    private static double falseAlarms(double phi, int rounds) {
        int alarms = 0;
        for (int round = 0; round < rounds; round++) {
            double[] candidate = autoregressive(2L * round, 110, phi);
            double[] baseline = autoregressive(2L * round + 1, 110, phi);
            boolean alarm = false;
            for (int size = 10; size < 110 && !alarm; size++) {
                alarm = judge(
                                        Arrays.copyOf(candidate, size),
                                        Arrays.copyOf(baseline, size),
                                        Worse.DIFFERENT,
                                        "0")
                                .verdict()
                        == Verdict.FAIL;
            }
            alarms += alarm ? 1 : 0;
        }
        return (double) alarms / rounds;
    }

    @Test
    public void theBoundaryIsAboutThreeAndAHalf() {
        Question usual = question(Worse.HIGHER, "10%");
        assertThat(MannWhitneyComparison.boundary(10, usual), closeTo(3.475, 0.001));
        assertThat(MannWhitneyComparison.boundary(30, usual), closeTo(3.353, 0.001));
        assertThat(MannWhitneyComparison.boundary(1000, usual), closeTo(3.698, 0.001));
    }
}
