package io.jenkins.plugins.rollout.metric;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What one look at a source brought: a number, a series of them, or nothing usable. */
public sealed interface Sample {
    /** When it was taken. */
    Instant at();

    /**
     * One number.
     *
     * @param value finite, in the unit of the source
     */
    record Value(double value, Instant at) implements Sample {
        public Value {
            Objects.requireNonNull(at, "at");
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a value is a finite number");
            }
        }
    }

    /**
     * Several numbers over time, for criteria that compare. A criterion that wants one number takes it as no data.
     *
     * @param points oldest first
     */
    record Series(List<Point> points, Instant at) implements Sample {
        public Series {
            points = List.copyOf(points);
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * One number of a series.
     *
     * @param value in the unit of the source
     * @param at when it was measured
     */
    record Point(double value, Instant at) {}

    /**
     * Nothing usable: an empty answer, an error, not a number.
     *
     * @param why one sentence for people, without secrets: {@code prometheus 'prod': no series matches the query}
     */
    record NoData(String why, Instant at) implements Sample {
        public NoData {
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * A number as it comes, finite or not.
     *
     * @param source who sent it, for the reason when it is not a number or infinite
     */
    static Sample of(String source, double value, Instant at) {
        if (Double.isFinite(value)) {
            return new Value(value, at);
        }
        return new NoData(source + ": the value is " + (Double.isNaN(value) ? "not a number" : "infinite"), at);
    }
}
