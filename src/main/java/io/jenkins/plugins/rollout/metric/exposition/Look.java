package io.jenkins.plugins.rollout.metric.exposition;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a selector saw at one moment; two of them make a rate.
 *
 * @param selector in words
 * @param at when
 * @param counter whether the values are counters
 * @param known whether the selector's name and labels exist there at all, see {@link Selector#isKnown}
 * @param values by series
 */
public record Look(String selector, Instant at, boolean counter, boolean known, Map<String, Double> values) {
    public Look {
        values = Map.copyOf(values);
    }

    /**
     * Looks at an exposition.
     *
     * @param type what the values are taken for; null for what the exposition says
     */
    public static Look at(Exposition exposition, Selector selector, Series.Type type, Instant at) {
        var values = new LinkedHashMap<String, Double>();
        selector.select(exposition).forEach(series -> values.put(series.identity(), series.value()));
        Series.Type taken = type == null ? selector.type(exposition) : type;
        return new Look(selector.toString(), at, taken == Series.Type.COUNTER, selector.isKnown(exposition), values);
    }

    /**
     * How much the counters together grew per second since an earlier look. A counter that is smaller than before, or
     * was not there before, has started again and counts from 0; one that is gone counts nothing.
     *
     * @return NaN when a counter is not a number, or no time has passed
     */
    public double rateSince(Look earlier) {
        double seconds = Duration.between(earlier.at, at).toNanos() / 1e9;
        if (seconds <= 0) {
            return Double.NaN;
        }
        double growth = 0;
        for (Map.Entry<String, Double> now : values.entrySet()) {
            double before = earlier.values.getOrDefault(now.getKey(), 0.0);
            growth += now.getValue() < before ? now.getValue() : now.getValue() - before;
        }
        return growth / seconds;
    }
}
