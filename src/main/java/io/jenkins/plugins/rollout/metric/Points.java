package io.jenkins.plugins.rollout.metric;

import java.time.Instant;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Puts what a server answered on the times of a {@link Window}: each number goes to the nearest of them, what lies
 * outside or is not a number is left out, and of several at one time the last one stays.
 */
public final class Points {
    private final String name;
    private final Window window;
    private final TreeMap<Integer, Double> values = new TreeMap<>();

    /** @param name who answered, for the reason when there is nothing: {@code graphite 'prod'} */
    public Points(String name, Window window) {
        this.name = Objects.requireNonNull(name, "name");
        this.window = Objects.requireNonNull(window, "window");
    }

    /** A number that was measured at that time, or over a time that ends then. */
    public Points add(Instant at, double value) {
        int index = window.indexOf(at);
        if (index >= 0 && index < window.points() && Double.isFinite(value)) {
            values.put(index, value);
        }
        return this;
    }

    /**
     * A number that sums up a time that begins there and is one step long, as most servers name their buckets. It
     * belongs to the time when it was known, its end.
     */
    public Points addBucket(Instant start, double value) {
        return add(start.plus(window.step()), value);
    }

    /**
     * Why an answer is no series: it holds none, or several.
     *
     * @param series how many it holds
     * @param asked what was asked, in a word
     * @param mend what puts several together
     */
    Sample notOne(int series, String asked, String mend, Instant now) {
        return new Sample.NoData(
                name + (series == 0
                        ? ": nothing matches the " + asked + " in this time"
                        : ": the " + asked + " gives " + series + " series; " + mend),
                now);
    }

    /** The series, or no data when there is not one point. */
    public Sample toSample(Instant now) {
        if (values.isEmpty()) {
            return new Sample.NoData(
                    name + ": there is no number from " + window.from() + " to " + window.to(), now);
        }
        return new Sample.Series(
                values.entrySet().stream()
                        .map(entry -> new Sample.Point(entry.getValue(), at(entry.getKey())))
                        .toList(),
                now);
    }

    private Instant at(int index) {
        return window.from().plus(window.step().multipliedBy(index));
    }
}
