package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.model.Chart;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

public class ThinnedTest {
    private static final Duration STEP = Duration.ofSeconds(15);

    private static Chart chart(double[] candidate, double... baseline) {
        return Thinned.chart(Instant.EPOCH, STEP, candidate, baseline);
    }

    @Test
    public void shortSeriesStayAsTheyAre() {
        Chart chart = chart(new double[] {1, Double.NaN, 3}, 2, 2, Double.POSITIVE_INFINITY);
        assertThat(chart.candidate(), is(Arrays.asList(1.0, null, 3.0)));
        assertThat(chart.baseline(), is(Arrays.asList(2.0, 2.0, null)));
        assertThat(chart.stepMillis(), is(15_000L));
    }

    @Test
    public void longOnesBecomeMeansOfNeighbours() {
        double[] values = IntStream.range(0, 96).asDoubleStream().toArray();
        values[1] = Double.NaN;
        Chart chart = chart(values);
        assertThat(chart.candidate().size(), is(48));
        assertThat(chart.candidate().subList(0, 3), is(List.of(0.0, 2.5, 4.5)));
        assertThat(chart.stepMillis(), is(30_000L));
    }

    @Test
    public void whatNobodyCanSeeIsNotKept() {
        assertThat(chart(new double[] {0.123456789, 0.987654321}).candidate(), is(List.of(0.1235, 0.9877)));
        assertThat(chart(new double[] {1e-9 / 3, 2e-9 / 3}).candidate().toString(), is("[3.333E-10, 6.667E-10]"));
        assertThat(chart(new double[] {123456789.123, 987654321.123}).candidate().get(0), is(closeTo(123456789, 1e6)));
        assertThat(chart(new double[] {0.7, 0.7}).candidate(), is(List.of(0.7, 0.7)));
        assertThat(chart(new double[] {0, 0}).candidate(), is(List.of(0.0, 0.0)));
    }

    @Test
    public void anyNumbersCanBeDrawn() {
        for (double extreme : new double[] {Double.MAX_VALUE, Double.MIN_VALUE, -Double.MAX_VALUE, Double.NaN}) {
            var values = new double[1000];
            Arrays.setAll(values, i -> i % 3 == 0 ? extreme : -i);
            Chart chart = chart(values, values);
            assertThat(chart.candidate().size(), lessThanOrEqualTo(Chart.MOST));
        }
        assertThat(chart(new double[0]).candidate(), is(List.of()));
    }
}
