package io.jenkins.plugins.rollout.metric;

public class OpenMetricsSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new OpenMetricsSource("requests_total{version=\"{{version}}\"}");
        source.setServer("test");
        return source;
    }
}
