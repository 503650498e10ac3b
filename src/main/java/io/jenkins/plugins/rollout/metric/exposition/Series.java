package io.jenkins.plugins.rollout.metric.exposition;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of an exposition.
 *
 * @param name of the sample, with suffixes such as {@code _total} or {@code _count}
 * @param labels by name
 * @param value may be NaN or infinite
 * @param type how the value moves
 */
public record Series(String name, Map<String, String> labels, double value, Type type) {
    /** How a value moves. */
    public enum Type {
        /** Only up, and back to 0 when its process starts again. */
        COUNTER,
        /** Up and down. */
        GAUGE
    }

    public Series {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** What tells it from the others of the same name. */
    public String identity() {
        return labels.toString();
    }
}
