package io.jenkins.plugins.rollout.metric;

import java.time.Instant;

public class NewRelicSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new NewRelicSource("1234567", "SELECT count(*) FROM T WHERE v = '{{version}}'");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        String results = "{\"beginTimeSeconds\": %d, \"count\": 1}, {\"beginTimeSeconds\": %d, \"count\": null},"
                        .formatted(at - 60, at)
                + "{\"beginTimeSeconds\": %d, \"count\": 3}, {\"beginTimeSeconds\": %d, \"count\": 4}"
                        .formatted(at + 60, at + 120);
        return "{\"data\": {\"actor\": {\"account\": {\"nrql\": {\"results\": [" + results + "]}}}}}";
    }
}
