package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.Test;

public class PointsTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Window WINDOW = new Window(START, START.plusSeconds(180), Duration.ofMinutes(1));

    private final Points points = new Points("graphite 'prod'", WINDOW);

    @Test
    public void everyNumberGoesToTheNearestTime() {
        points.add(after(29), 1).add(after(31), 2).add(after(180), 3);
        assertThat(points.toSample(START), is(series(new Sample.Point(1, START), at(60, 2), at(180, 3))));
    }

    @Test
    public void aBucketBelongsToTheTimeWhenItEnds() {
        points.addBucket(after(-60), 1).addBucket(after(120), 2).addBucket(after(180), 3);
        assertThat(points.toSample(START), is(series(at(0, 1), at(180, 2))));
    }

    @Test
    public void whatLiesOutsideOrIsNotANumberIsLeftOut() {
        points.add(after(-31), 1).add(after(211), 2).add(after(0), Double.NaN).add(after(60), 1 / 0.0).add(after(120), 4);
        assertThat(points.toSample(START), is(series(at(120, 4))));
    }

    @Test
    public void ofSeveralAtOneTimeTheLastOneStays() {
        points.add(after(58), 1).add(after(62), 2);
        assertThat(points.toSample(START), is(series(at(60, 2))));
    }

    @Test
    public void nothingIsNoDataThatNamesTheWindow() {
        assertThat(
                points.add(after(0), Double.NaN).toSample(START),
                is(new Sample.NoData(
                        "graphite 'prod': there is no number from 2026-11-22T10:00:00Z to 2026-11-22T10:03:00Z", START)));
    }

    private static Sample.Series series(Sample.Point... expected) {
        return new Sample.Series(List.of(expected), START);
    }

    private static Sample.Point at(long second, double value) {
        return new Sample.Point(value, after(second));
    }

    private static Instant after(long seconds) {
        return START.plusSeconds(seconds);
    }
}
