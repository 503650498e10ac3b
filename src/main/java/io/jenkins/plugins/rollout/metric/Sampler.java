package io.jenkins.plugins.rollout.metric;

import java.util.concurrent.CompletionStage;

/** How sources are asked: as they are now, or as they were, by a backtest. */
public interface Sampler {
    /** Asks the source itself. */
    Sampler LIVE = new Sampler() {
        @Override
        public CompletionStage<Sample> sample(MetricSource source, SampleRequest request) {
            return source.sample(request);
        }

        @Override
        public CompletionStage<Sample> series(MetricSource source, SampleRequest request, Window window) {
            return source.series(request, window);
        }
    };

    /** @see MetricSource#sample */
    CompletionStage<Sample> sample(MetricSource source, SampleRequest request);

    /** @see MetricSource#series */
    CompletionStage<Sample> series(MetricSource source, SampleRequest request, Window window);
}
