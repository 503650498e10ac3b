package io.jenkins.plugins.rollout.metric;

public class JsonSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new JsonSource("$.versions['{{version}}']");
        source.setServer("test");
        return source;
    }
}
