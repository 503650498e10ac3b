package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

public class PercentileTest {
    private static final double[] VALUES = {3, 1, 4, 1, 5, 9, 2, 6};

    @Test
    public void liesBetweenNeighboursAsInR() {
        // quantile(c(3,1,4,1,5,9,2,6), c(0.05, 0.25, 0.5, 0.95), type = 7)
        assertThat(Percentile.of(VALUES, 5), is(1.0));
        assertThat(Percentile.of(VALUES, 25), is(1.75));
        assertThat(Percentile.of(VALUES, 50), is(3.5));
        assertThat(Percentile.of(VALUES, 95), is(closeTo(7.95, 1e-12)));
    }

    @Test
    public void endsAreTheLeastAndTheGreatest() {
        assertThat(Percentile.of(VALUES, 0), is(1.0));
        assertThat(Percentile.of(VALUES, 100), is(9.0));
        assertThat(Percentile.of(new double[] {7}, 95), is(7.0));
        assertThat(VALUES[0], is(3.0));
    }

    @Test
    public void wantsAValueAndAPercentage() {
        assertThrows(IllegalArgumentException.class, () -> Percentile.of(new double[0], 50));
        assertThrows(IllegalArgumentException.class, () -> Percentile.of(VALUES, 101));
        assertThrows(IllegalArgumentException.class, () -> Percentile.of(VALUES, Double.NaN));
    }
}
