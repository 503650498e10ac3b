package io.jenkins.plugins.rollout.metric.kayenta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.KayentaMetric;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Direction;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Effects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a canary config says that matters here. Fields that are not known are ignored, as Kayenta does.
 *
 * @param metrics in their order, names unique
 * @param templates of queries, by name
 * @param weights of groups, in percent
 * @param pass the score that passes; null when the config does not say
 * @param marginal the score that does not fail; null when the config does not say
 * @see <a href="https://github.com/spinnaker/kayenta/blob/master/docs/canary-config.md">Canary Config</a>
 */
record CanaryConfig(
        List<Metric> metrics,
        Map<String, String> templates,
        Map<String, Double> weights,
        @CheckForNull Double pass,
        @CheckForNull Double marginal) {
    /** In characters. The greatest that were seen have a tenth of it. */
    static final int LONGEST = 256 * 1024;

    static final int MOST_METRICS = 100;

    private static final String JUDGE = "NetflixACAJudge-v1.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One metric. @param query its {@code query}, an object */
    record Metric(String name, List<String> groups, KayentaMetric judged, JsonNode query) {}

    /**
     * Reads a config.
     *
     * @throws IllegalArgumentException with everything that is wrong with it, by name
     */
    static CanaryConfig parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException("is not JSON" + at + "; write the text of a canary config", e);
        }
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("is not a JSON object; write the text of a canary config");
        }
        var reading = new Reading(root);
        CanaryConfig config = reading.config();
        if (!reading.wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", reading.wrong));
        }
        return config;
    }

    /** One walk through a config that collects what is wrong. */
    private static final class Reading {
        private final JsonNode root;
        private final List<String> wrong = new ArrayList<>();

        Reading(JsonNode root) {
            this.root = root;
        }

        CanaryConfig config() {
            String judge = root.path("judge").path("name").asText(JUDGE);
            if (!judge.equals(JUDGE)) {
                wrong.add("judge '" + judge + "' is not known; known is " + JUDGE);
            }
            JsonNode classifier = root.path("classifier");
            JsonNode thresholds = classifier.path("scoreThresholds");
            return new CanaryConfig(
                    metrics(),
                    templates(),
                    weights(classifier.path("groupWeights")),
                    number(thresholds, "pass", null, "scoreThresholds"),
                    number(thresholds, "marginal", null, "scoreThresholds"));
        }

        private List<Metric> metrics() {
            JsonNode written = root.path("metrics");
            if (!written.isArray() || written.isEmpty()) {
                wrong.add("metrics: is missing or empty");
                return List.of();
            }
            if (written.size() > MOST_METRICS) {
                wrong.add("metrics: " + written.size() + " are more than " + MOST_METRICS);
                return List.of();
            }
            var metrics = new ArrayList<Metric>();
            var names = new HashSet<String>();
            for (int i = 0; i < written.size(); i++) {
                JsonNode node = written.get(i);
                String name = node.path("name").asText("").trim();
                if (name.isEmpty()) {
                    wrong.add("metrics[" + i + "]: has no name");
                } else if (!names.add(name)) {
                    wrong.add("metric '" + name + "': is there twice");
                }
                metrics.add(metric(name, node));
            }
            return metrics;
        }

        private Metric metric(String name, JsonNode node) {
            String place = "metric '" + name + "'";
            String scope = node.path("scopeName").asText("default");
            if (!scope.equals("default")) {
                wrong.add(place + ": scopeName '" + scope + "' is not known; there is one scope a side, 'default'");
            }
            if (!node.path("query").isObject()) {
                wrong.add(place + ": has no query");
            }
            var groups = new ArrayList<String>();
            node.path("groups").forEach(group -> groups.add(group.asText()));
            return new Metric(
                    name, groups, judged(place, node.path("analysisConfigurations").path("canary")), node.path("query"));
        }

        private KayentaMetric judged(String place, JsonNode canary) {
            JsonNode effect = canary.path("effectSize");
            boolean cles = effect.path("measure").asText().equals("cles");
            Double otherwise = cles ? 0.5 : 1;
            var outliers = canary.path("outliers");
            double factor = number(outliers, "outlierFactor", 3.0, place);
            if (!(factor > 0)) {
                wrong.add(place + ": outlierFactor: " + factor + " is not more than 0");
                factor = 1;
            }
            return new KayentaMetric(
                    switch (canary.path("direction").asText()) {
                        case "increase" -> Direction.INCREASE;
                        case "decrease" -> Direction.DECREASE;
                        default -> Direction.EITHER; // whatever else is written, in Kayenta too
                    },
                    canary.path("nanStrategy").asText().equals("replace"),
                    outliers.path("strategy").asText().equals("remove") ? factor : 0,
                    flag(canary, "critical", place),
                    flag(canary, "mustHaveData", place),
                    flag(canary, "muted", place),
                    cles,
                    new Effects(
                            number(effect, "allowedDecrease", otherwise, place),
                            number(effect, "allowedIncrease", otherwise, place)),
                    new Effects(
                            number(effect, "criticalDecrease", otherwise, place),
                            number(effect, "criticalIncrease", otherwise, place)));
        }

        private boolean flag(JsonNode node, String field, String place) {
            JsonNode value = node.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
                wrong.add(place + ": " + field + ": " + value + " is neither true nor false");
            }
            return value.asBoolean();
        }

        private Double number(JsonNode node, String field, Double otherwise, String place) {
            JsonNode value = node.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return otherwise;
            }
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                wrong.add(place + ": " + field + ": " + value + " is not a number");
                return otherwise == null ? Double.valueOf(0) : otherwise;
            }
            return value.asDouble();
        }

        private Map<String, String> templates() {
            var templates = new LinkedHashMap<String, String>();
            root.path("templates").properties().forEach(of -> templates.put(of.getKey(), of.getValue().asText()));
            return templates;
        }

        private Map<String, Double> weights(JsonNode written) {
            var weights = new LinkedHashMap<String, Double>();
            written.properties().forEach(of -> weights.put(of.getKey(), number(written, of.getKey(), 0.0, "groupWeights")));
            weights.forEach((group, weight) -> {
                if (weight < 0) {
                    wrong.add("groupWeights: " + group + ": " + weight + " is less than 0");
                }
            });
            return weights;
        }
    }
}
