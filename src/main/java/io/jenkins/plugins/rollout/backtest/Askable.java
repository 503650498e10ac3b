package io.jenkins.plugins.rollout.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.Memory;
import io.jenkins.plugins.rollout.metric.Sample;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.metric.Sampler;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells which criteria can be asked about the past: those all of whose sources give series. */
final class Askable {
    private static final Logger LOGGER = Logger.getLogger(Askable.class.getName());

    private Askable() {}

    /** Why a criterion cannot be asked about the past; empty when it can. */
    static Optional<String> refusal(Criterion criterion, Situation situation, Endpoints endpoints, Instant at) {
        MetricCriterion made;
        try {
            made = Definitions.fromJson(criterion.definition(), MetricCriterion.class);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        List<MetricSource> sources = new ArrayList<>();
        criterion.definition().forEach(member -> written(member, sources));
        if (sources.isEmpty()) {
            sources.addAll(asked(made, situation, endpoints, at));
        }
        if (sources.isEmpty()) {
            return Optional.of("cannot be asked about the past: it asks people, not a source of metrics");
        }
        return sources.stream()
                .filter(source -> !source.givesSeries())
                .findFirst()
                .map(source -> "cannot be asked about the past: " + source.describe() + " gives one number, as it is now");
    }

    /** The sources that stand in a definition. */
    private static void written(JsonNode node, List<MetricSource> sources) {
        if (node.has(Definitions.SYMBOL) || node.has(Definitions.CLASS)) {
            try {
                sources.add(Definitions.fromJson(node, MetricSource.class));
                return;
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.FINE, e, () -> "Not a source: " + node.path(Definitions.SYMBOL));
            }
        }
        node.forEach(member -> written(member, sources));
    }

    /** The sources that a criterion makes itself: it is let read once, and is told nothing. */
    private static List<MetricSource> asked(
            MetricCriterion criterion, Situation situation, Endpoints endpoints, Instant at) {
        var asked = new ArrayList<MetricSource>();
        Sampler noting = new Sampler() {
            @Override
            public CompletionStage<Sample> sample(MetricSource source, SampleRequest request) {
                asked.add(source);
                return CompletableFuture.completedFuture(new Sample.NoData("not asked yet", request.now()));
            }

            @Override
            public CompletionStage<Sample> series(MetricSource source, SampleRequest request, Window window) {
                return sample(source, request);
            }
        };
        Memory memory = new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return Optional.empty();
            }

            @Override
            public void keep(Object remembered) {
                // nothing was asked
            }
        };
        // long enough after its beginning that it asks at once
        var request = new SampleRequest(
                situation, endpoints, memory, Clock.fixed(at, ZoneOffset.UTC), Duration.ofSeconds(1),
                at.minus(Duration.ofDays(1)), noting);
        try {
            criterion.read(request);
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Cannot read " + criterion.getName());
        }
        return asked;
    }
}
