package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** A small part of {@link Simulation}: the bars that the sequential comparison is held to. */
public class SequentialBarsTest {
    private static final long SEED = 3;

    private final SequentialComparison sequential = new SequentialComparison();

    @Test
    public void lookingAHundredTimesAccusesNobody() {
        for (Noise noise : Noise.values()) {
            double bar = noise == Noise.AR95 ? 0.05 : 0.02;
            assertThat(noise.words(), falseAlarms(noise, 1, 150), lessThanOrEqualTo(bar));
        }
    }

    @Test
    public void norDoesItInAnyUnit() {
        for (Noise noise : Noise.values()) {
            double here = falseAlarms(noise, 1, 20);
            assertThat(noise.words(), falseAlarms(noise, 1e-9, 20), is(here));
            assertThat(noise.words(), falseAlarms(noise, 1e9, 20), is(here));
        }
    }

    @Test
    public void halfAsMuchAgainIsFoundInThirtySamples() {
        double found = new Trial(sequential, Trial.worseHigher("0"), 5000, SEED)
                .share(Verdict.FAIL, Trial.pair(Noise.IID, 30, 5, 1), 1);
        assertThat(found, greaterThanOrEqualTo(0.99));
    }

    @Test
    public void aTenthMoreIsFoundInAFewTimesTheSamplesOfTheBestTest() {
        int[] found = new Trial(sequential, Trial.worseHigher("0"), 60, SEED)
                .first(Verdict.FAIL, Trial.pair(Noise.IID, 1200, 1, 1), 10);
        assertThat(found[found.length / 2], lessThan(2 * 201));
        assertThat(found[found.length * 9 / 10], lessThan(4 * 201));
    }

    /** Days of samples, nine tenths of the noise fast and the rest slow: no first neighbour shows it. */
    @Test
    public void slowChangesUnderFastNoiseAreSeen() {
        int accused = 0;
        var random = new Random(SEED);
        for (int run = 0; run < 100; run++) {
            double[][] sides = new double[2][];
            for (int side = 0; side < 2; side++) {
                double[] slow = Noise.AR95.series(2000, random);
                double[] fast = Noise.IID.series(2000, random);
                sides[side] = new double[2000];
                for (int i = 0; i < 2000; i++) {
                    sides[side][i] = slow[i] / 3 + fast[i];
                }
            }
            for (int length = 1000; length <= 2000; length += 100) {
                var head = Sides.of(Arrays.copyOf(sides[0], length), Arrays.copyOf(sides[1], length));
                if (sequential.judge(head, Trial.worseHigher("0")).verdict() == Verdict.FAIL) {
                    accused++;
                    break;
                }
            }
        }
        assertThat(accused, lessThanOrEqualTo(2));
    }

    private double falseAlarms(Noise noise, double unit, int runs) {
        return new Trial(sequential, Trial.worseHigher("0"), runs, SEED)
                .share(Verdict.FAIL, Trial.pair(noise, 100, 0, unit), 1);
    }
}
