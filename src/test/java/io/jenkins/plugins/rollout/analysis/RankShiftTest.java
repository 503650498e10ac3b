package io.jenkins.plugins.rollout.analysis;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** Selection against sorting, and the interval against the statistic it turns around. */
public class RankShiftTest {
    private static final double Z = SearchedShift.quantile(0.99);

    @Test
    public void everyRankIsFoundAsSortingFindsIt() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            double[] left = sample(random, 1 + random.nextInt(40), round);
            double[] right = sample(random, 1 + random.nextInt(40), round);
            Arrays.sort(left);
            Arrays.sort(right);
            double[] all = new double[left.length * right.length];
            for (int at = 0; at < all.length; at++) {
                all[at] = left[at / right.length] - right[at % right.length];
            }
            Arrays.sort(all);
            var differences = new SortedDifferences(left, right);
            for (int rank = 0; rank < all.length; rank += 1 + random.nextInt(5)) {
                assertEquals(all[rank], differences.at(rank), 0);
                if (rank > 0) {
                    assertEquals(all[rank - 1], differences.before(all[rank], rank - 1), 0);
                }
            }
        }
    }

    /** With ties in every second round. */
    private static double[] sample(Random random, int size, int round) {
        return random.doubles(size)
                .map(any -> round % 2 == 0 ? random.nextGaussian() : random.nextInt(5))
                .toArray();
    }

    @Test
    public void intervalHoldsExactlyTheShiftsThatTheTestDoesNotRefuse() {
        var random = new Random(2);
        for (int round = 0; round < 200; round++) {
            double[] candidate = sample(random, 8 + random.nextInt(30), round);
            double[] baseline = sample(random, 8 + random.nextInt(30), round);
            var interval = RankShift.of(candidate, baseline).interval(Z, 1);
            double little = 1e-9;
            assertTrue(SearchedShift.statistic(candidate, baseline, interval.lower() - little, 0) > Z);
            assertTrue(SearchedShift.statistic(candidate, baseline, interval.lower() + little, 0) <= Z);
            assertTrue(SearchedShift.statistic(candidate, baseline, interval.upper() + little, 0) < -Z);
            assertTrue(SearchedShift.statistic(candidate, baseline, interval.upper() - little, 0) >= -Z);
        }
    }

    @Test
    public void swappedSidesMirrorEverything() {
        var random = new Random(3);
        for (int round = 0; round < 100; round++) {
            RankShift one;
            RankShift other;
            double[] candidate = sample(random, 3 + random.nextInt(30), round);
            double[] baseline = sample(random, 3 + random.nextInt(30), round);
            one = RankShift.of(candidate, baseline);
            other = RankShift.of(baseline, candidate);
            assertEquals(one.estimate(), -other.estimate(), 0);
            assertEquals(one.interval(Z, 1).lower(), -other.interval(Z, 1).upper(), 0);
            assertEquals(one.interval(Z, 1).upper(), -other.interval(Z, 1).lower(), 0);
        }
    }

    @Test
    public void aSmallSampleRefusesNothing() {
        double[] few = {1, 2};
        double[] more = {10, 20};
        var interval = RankShift.of(more, few).interval(Z, 1);
        assertTrue(interval.open());
        assertEquals("as R has it", 8, interval.lower(), 0);
        assertEquals("as R has it", 19, interval.upper(), 0);
    }

    @Test
    public void constantSidesHaveOneShift() {
        double[] tens = new double[12];
        Arrays.fill(tens, 10);
        var interval = RankShift.of(tens, new double[12]).interval(Z, 1);
        assertEquals(10, interval.lower(), 0);
        assertEquals(10, interval.upper(), 0);
        assertEquals(false, interval.open());
    }

    @Test
    public void onlyFiniteValuesCanBeRanked() {
        double[] one = {1};
        assertThrows(IllegalArgumentException.class, () -> RankShift.of(one, new double[0]));
        assertThrows(IllegalArgumentException.class, () -> RankShift.of(new double[] {Double.NaN}, one));
        assertThrows(IllegalArgumentException.class, () -> RankShift.of(one, new double[] {Double.NEGATIVE_INFINITY}));
    }
}
