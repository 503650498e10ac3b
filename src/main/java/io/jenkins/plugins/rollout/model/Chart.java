package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Two series on one grid of times, few enough points to be kept with every reading.
 *
 * @param from the time of the first point
 * @param stepMillis time between two points, in milliseconds. More than 0
 * @param candidate at most {@link #MOST} values, null where nothing was measured
 * @param baseline as many values; empty when there is only one series
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Chart(Instant from, long stepMillis, List<Double> candidate, List<Double> baseline) {
    /** At most so many points of a series are kept. */
    public static final int MOST = 48;

    public Chart {
        Objects.requireNonNull(from, "from");
        candidate = finite(candidate);
        baseline = finite(baseline);
        if (stepMillis <= 0) {
            throw new IllegalArgumentException("stepMillis: " + stepMillis + " is not more than 0");
        }
        if (candidate.size() > MOST || baseline.size() > MOST) {
            throw new IllegalArgumentException("a chart has at most " + MOST + " points");
        }
    }

    private static List<Double> finite(List<Double> values) {
        var kept = new ArrayList<Double>();
        if (values != null) {
            values.forEach(value -> kept.add(value == null || !Double.isFinite(value) ? null : value));
        }
        return Collections.unmodifiableList(kept);
    }
}
