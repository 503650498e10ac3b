package io.jenkins.plugins.rollout.metric.kayenta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A metric of a config with the sources of its two series. */
record CanaryPair(CanaryConfig.Metric metric, MetricSource candidate, MetricSource baseline) {
    /** By Kayenta's word for a metrics store, our source's symbol and the field that holds the question. */
    private static final Map<String, List<String>> KINDS = Map.of(
            "prometheus", List.of("prometheus", "query"),
            "graphite", List.of("graphite", "target"),
            "datadog", List.of("datadog", "query"),
            "newrelic", List.of("newRelic", "query"),
            "influxdb", List.of("influxDb", "query"));

    /**
     * Makes the pair.
     *
     * @param sources where to ask, without a question
     * @throws IllegalArgumentException saying why it cannot be made
     */
    static CanaryPair of(
            CanaryConfig.Metric metric,
            Map<String, String> templates,
            List<MetricSource> sources,
            CanaryScope candidate,
            CanaryScope baseline) {
        CanaryQuery query = CanaryQuery.of(metric.query(), templates);
        String ours = query.of(candidate);
        String theirs = query.of(baseline);
        if (ours.equals(theirs)) {
            throw new IllegalArgumentException("asks the same for both sides; write ${scope} into its template");
        }
        List<String> kind = KINDS.get(query.type());
        MetricSource where = sources.stream()
                .filter(source -> Definitions.toJson(source).path(Definitions.SYMBOL).asText().equals(kind.get(0)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("needs a source to ask; write " + kind.get(0)
                        + "(server: '…') into sources"));
        return new CanaryPair(metric, with(where, kind.get(1), ours), with(where, kind.get(1), theirs));
    }

    private static MetricSource with(MetricSource where, String field, String question) {
        ObjectNode definition = (ObjectNode) Definitions.toJson(where);
        MetricSource source = Definitions.fromJson(definition.put(field, question), MetricSource.class);
        Optional<Problem> problem = source.validate().stream().findFirst();
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get() + ", in what it asks: " + question);
        }
        if (!source.givesSeries()) {
            throw new IllegalArgumentException(source.describe() + " gives one number at a time, not a series");
        }
        return source;
    }
}
