package io.jenkins.plugins.rollout.metric;

public class CompareCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        var criterion = new CompareCriterion("errors", source("errors", "{{version}}"), "higher");
        criterion.setPer(source("requests", "{{version}}"));
        criterion.setBaseline(source("errors", "stable"));
        criterion.setBaselinePer(source("requests", "stable"));
        criterion.setTolerance("0.002");
        criterion.setConfidence(0.99);
        criterion.setMinimumSamples(30);
        criterion.setMethod("kayenta");
        criterion.setStrictKayenta(true);
        criterion.setStep("30s");
        criterion.setLookBack("10m");
        criterion.setDecideWithin("4h");
        criterion.setFailureLimit(1);
        criterion.setNoDataLimit(7);
        return criterion;
    }

    private static MetricSource source(String metric, String version) {
        var source = new PrometheusSource("sum(increase(" + metric + "{version=\"" + version + "\"}[30s]))");
        source.setServer("prod");
        return source;
    }
}
