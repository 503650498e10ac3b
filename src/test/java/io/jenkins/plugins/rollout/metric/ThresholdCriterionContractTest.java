package io.jenkins.plugins.rollout.metric;

public class ThresholdCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        var source = new PrometheusSource("up");
        source.setServer("prod");
        var criterion = new ThresholdCriterion("up", source);
        criterion.setBetween("0.5..1");
        criterion.setFailureLimit(1);
        return criterion;
    }
}
