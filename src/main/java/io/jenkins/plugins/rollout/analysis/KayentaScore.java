package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The score of several classified metrics, as Kayenta reckons it: a group's share of metrics that pass, weighted.
 *
 * @param weights of groups, in percent; groups that are not named share what is left of 100
 */
public record KayentaScore(Map<String, Double> weights) {
    private static final double TOO_MUCH_NODATA = 0.5;

    public KayentaScore {
        weights = Map.copyOf(weights);
    }

    /**
     * One metric that counts; those that are muted do not come here.
     *
     * @param groups every group that it counts in
     * @param critical whether it makes the score 0 unless it passes
     */
    public record Counted(List<String> groups, Label label, boolean critical) {
        public Counted {
            groups = List.copyOf(groups);
        }
    }

    /** Between 0 and 100 where the weights are, rounded to two decimals. 0 of no metrics. */
    public double of(List<Counted> metrics) {
        long nodata = metrics.stream().filter(metric -> metric.label() == Label.NODATA).count();
        boolean critical = metrics.stream().anyMatch(metric -> metric.critical() && metric.label() != Label.PASS);
        if (metrics.isEmpty() || critical || (double) nodata / metrics.size() >= TOO_MUCH_NODATA) {
            return 0;
        }
        var groups = new LinkedHashMap<String, List<Label>>();
        for (Counted metric : metrics) {
            for (String group : metric.groups()) {
                groups.computeIfAbsent(group, any -> new ArrayList<>()).add(metric.label());
            }
        }
        double sum = 0;
        for (var group : groups.entrySet()) {
            sum += ofGroup(group.getValue()) * weight(group.getKey(), groups) / 100;
        }
        return BigDecimal.valueOf(sum).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }

    private double weight(String group, Map<String, List<Label>> groups) {
        Double weight = weights.get(group);
        if (weight != null) {
            return weight;
        }
        long others = groups.keySet().stream().filter(name -> !weights.containsKey(name)).count();
        return (100 - total()) / others;
    }

    /** What the weights add up to. */
    public double total() {
        return weights.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** A group without a metric that counts is full of praise. */
    private static double ofGroup(List<Label> labels) {
        long passed = labels.stream().filter(label -> label == Label.PASS).count();
        long counted = labels.stream()
                .filter(label -> label.isKnown() || label == Label.NODATA_FAIL)
                .count();
        return counted == 0 ? 100 : (double) passed / counted * 100;
    }
}
