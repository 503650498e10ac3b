package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.Test;

public class GrowthTest {
    @Test
    public void aCounterThatBeginsAnewGrowsFromNothing() {
        assertThat(Growth.of(new double[] {10, 25, 40}), is(30.0));
        assertThat(Growth.of(new double[] {10, 25, 5, 15}), is(30.0));
        assertThat(Growth.of(new double[] {10, 10, 0}), is(0.0));
        assertThat(Growth.of(new double[] {10}), is(0.0));
        assertThat(Growth.of(new double[0]), is(0.0));
    }

    @Test
    public void goesStepByStepOverGaps() {
        double nan = Double.NaN;
        assertThat(
                Growth.steps(new double[] {nan, 10, 25, nan, 40, 5}), is(new double[] {nan, nan, 15, nan, 15, 5}));
    }
}
