package io.jenkins.plugins.rollout.metric;

import java.time.Instant;

public class InfluxDbSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new InfluxDbSource(
                "SELECT mean(x) FROM y WHERE v = '{{version}}' AND $timeFilter GROUP BY time($__interval)");
        source.setDatabase("shop");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        return "{\"results\": [{\"series\": [{\"columns\": [\"time\", \"mean\"], \"values\": [[%d, 1], [%d, null], [%d, 3], [%d, 4]]}]}]}"
                .formatted(at - 60, at, at + 60, at + 120);
    }
}
