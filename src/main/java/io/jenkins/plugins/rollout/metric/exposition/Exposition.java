package io.jenkins.plugins.rollout.metric.exposition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program shows of itself, read from Prometheus' text format 0.0.4 or OpenMetrics 1.0. Explicit timestamps and
 * exemplars are read over; of several points of one series the last counts.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus exposition formats</a>
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
public final class Exposition {
    private final Map<String, Map<String, Series>> series = new HashMap<>();

    private Exposition() {}

    /**
     * Reads an exposition, all of it or nothing.
     *
     * @param openMetrics whether it says that it is OpenMetrics, which ends with {@code # EOF} unless it was cut off
     * @throws IllegalArgumentException naming the line that is not understood
     */
    public static Exposition parse(String text, boolean openMetrics) {
        var exposition = new Exposition();
        var types = new Types();
        List<Line> lines = new ArrayList<>();
        boolean ended = false;
        int number = 0;
        for (String raw : text.split("\n")) {
            number++;
            String line = raw.strip();
            if (ended && openMetrics && !line.isEmpty()) {
                throw new IllegalArgumentException("line " + number + " of the exposition comes after its # EOF");
            }
            if (line.startsWith("#")) {
                String[] words = line.split("[ \t]+");
                if (words.length == 4 && words[1].equals("TYPE")) {
                    types.declare(unquoted(words[2]), words[3]);
                }
                ended |= line.equals("# EOF");
            } else if (!line.isEmpty()) {
                lines.add(Line.parse(line, number));
            }
        }
        if (openMetrics && !ended) {
            throw new IllegalArgumentException("the exposition is cut off: it does not end with # EOF");
        }
        lines.forEach(line -> exposition.add(line.series(types)));
        return exposition;
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    private void add(Series one) {
        series.computeIfAbsent(one.name(), name -> new LinkedHashMap<>()).put(one.identity(), one);
    }

    /** All series of a sample name. */
    public List<Series> named(String name) {
        return List.copyOf(series.getOrDefault(name, Map.of()).values());
    }
}
