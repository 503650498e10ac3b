package io.jenkins.plugins.rollout.metric;

import java.time.Instant;

public class PrometheusSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new PrometheusSource("up{version=\"{{version}}\"}");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        return "{\"status\": \"success\", \"data\": {\"resultType\": \"matrix\", \"result\": [{\"values\": [[%d, \"1\"],"
                        .formatted(at)
                + "[%d, \"NaN\"], [%d, \"3\"], [%d, \"4\"]]}]}}".formatted(at + 60, at + 120, at + 180);
    }
}
