package io.jenkins.plugins.rollout.metric;

public class SampleRatioCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        var source = new OpenMetricsSource("requests_total{version=\"{{version}}\"}");
        source.setServer("prod");
        source.setType("gauge");
        var criterion = new SampleRatioCriterion("split", source);
        criterion.setCounter(true);
        criterion.setExpected(5.0);
        criterion.setTolerance("20%");
        criterion.setMinimumSamples(200);
        criterion.setConfidence(0.99);
        return criterion;
    }
}
