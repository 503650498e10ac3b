package io.jenkins.plugins.rollout.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which part of a series is asked for: the points at {@code from}, {@code from + step}, … up to {@code to}, both
 * included. The times are multiples of the step since 1970, so that whoever asks again gets the same points again.
 *
 * @param from time of the first point
 * @param to time of the last point, not before the first
 * @param step time between two points: whole seconds, 1 s or more
 */
public record Window(Instant from, Instant to, Duration step) {
    /** Nobody is asked for more points than this; Prometheus gives 11,000 at most. */
    public static final int MOST_POINTS = 10_000;

    public Window {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (step.getSeconds() < 1 || step.getNano() != 0) {
            throw new IllegalArgumentException("step: " + step + " is not a number of whole seconds, 1 or more");
        }
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("to: " + to + " is before " + from);
        }
        long points = Duration.between(from, to).dividedBy(step) + 1;
        if (points > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "step: " + points + " points are too many, there are at most " + MOST_POINTS + "; write a longer step");
        }
    }

    /** The last whole step that has ended at that time. */
    public static Instant floor(Instant time, Duration step) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step.getSeconds()) * step.getSeconds());
    }

    /** How many points there are at most. */
    public int points() {
        return (int) (Duration.between(from, to).dividedBy(step) + 1);
    }

    /** The numbers of a series on the times of this window; NaN where there is none. */
    public double[] values(Sample.Series series) {
        var values = new double[points()];
        Arrays.fill(values, Double.NaN);
        for (Sample.Point point : series.points()) {
            int index = indexOf(point.at());
            if (index >= 0 && index < values.length && Double.isFinite(point.value())) {
                values[index] = point.value();
            }
        }
        return values;
    }

    /** Which point a time belongs to: the nearest one. Less than 0 or {@link #points} and more when it is outside. */
    public int indexOf(Instant time) {
        return (int) Math.floorDiv(
                Duration.between(from, time).toMillis() + step.toMillis() / 2, step.toMillis());
    }
}
