package io.jenkins.plugins.rollout.metric.exposition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which samples of which metric families are counters. */
final class Types {
    private static final Set<String> CUMULATIVE = Set.of("histogram", "summary");
    private static final Set<String> UNTYPED = Set.of("", "unknown", "untyped");
    private static final String TOTAL = "_total";
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum");

    private final Map<String, String> families = new HashMap<>();

    void declare(String family, String type) {
        families.put(family, type);
    }

    /**
     * The type of a sample. In OpenMetrics a family {@code x} of type counter has samples {@code x_total}; in the older
     * format the family is called {@code x_total} itself. Without a declaration a name that ends in {@code _total} is a
     * counter's, by the convention of both formats; everything else is a gauge.
     */
    Series.Type of(String sample) {
        String declared = families.getOrDefault(sample, "");
        if (!UNTYPED.contains(declared)) {
            return declared.equals("counter") ? Series.Type.COUNTER : Series.Type.GAUGE;
        }
        boolean part = PARTS.stream().anyMatch(suffix -> CUMULATIVE.contains(family(sample, suffix)));
        return part || sample.endsWith(TOTAL) && isTotal(family(sample, TOTAL))
                ? Series.Type.COUNTER
                : Series.Type.GAUGE;
    }

    private static boolean isTotal(String family) {
        return family.equals("counter") || UNTYPED.contains(family);
    }

    /** The type of the family that a sample with this suffix belongs to. */
    private String family(String sample, String suffix) {
        return sample.endsWith(suffix)
                ? families.getOrDefault(sample.substring(0, sample.length() - suffix.length()), "")
                : "";
    }
}
