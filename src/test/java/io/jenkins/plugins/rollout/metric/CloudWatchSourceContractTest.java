package io.jenkins.plugins.rollout.metric;

import java.net.URI;
import java.time.Instant;

public class CloudWatchSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new CloudWatchSource("SELECT AVG(x) FROM y WHERE v = '{{version}}'");
        source.setRegion("eu-west-1");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        return "{\"MetricDataResults\": [{\"Timestamps\": [%d, %d, %d, %d], \"Values\": [1, \"NaN\", 3, 4]}]}"
                .formatted(at - 60, at, at + 60, at + 120);
    }

    @Override
    protected Asking asking(URI place) {
        return Asking.of(place).sending(InfluxDbServer.login("AKIDEXAMPLE", Asking.SECRET));
    }
}
