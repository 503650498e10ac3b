package io.jenkins.plugins.rollout.metric;

public class PrometheusSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new PrometheusSource("up{version=\"{{version}}\"}");
        source.setServer("test");
        return source;
    }
}
