package io.jenkins.plugins.rollout.metric;

import java.time.Instant;

public class DatadogSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new DatadogSource("avg:load{version:{{version}}}");
        source.setPer("avg:hits{version:{{version}}}");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        return "{\"data\": {\"attributes\": {\"series\": [{}], \"times\": [%d000, %d000, %d000, %d000], \"values\": [[1, null, 3, 4]]}}}"
                .formatted(at - 60, at, at + 60, at + 120);
    }
}
