package io.jenkins.plugins.rollout.metric;

import java.time.Instant;

public class GraphiteSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricSource source() {
        var source = new GraphiteSource("sumSeries(seriesByTag('version={{version}}'))");
        source.setConsolidateBy("sum");
        source.setServer("test");
        return source;
    }

    @Override
    protected String answer(Instant from) {
        long at = from.getEpochSecond();
        return "[{\"datapoints\": [[1, %d], [null, %d], [3.0, %d], [4, %d]]}]".formatted(at - 60, at, at + 60, at + 120);
    }
}
