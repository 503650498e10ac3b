package io.jenkins.plugins.rollout.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.metric.Memory;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.Sample;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.metric.Sampler;
import io.jenkins.plugins.rollout.metric.Unusable;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Lets criteria read in the past: they ask their sources as ever, and {@link Past} answers. */
final class PastMeter {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern VERSION = Pattern.compile("\\{\\{\\s*version\\s*}}");

    private final Past past;
    private final Endpoints endpoints;
    private final Duration grid;
    private final List<Degradation> degradations;
    private final Map<JsonNode, MetricCriterion> made = new IdentityHashMap<>();
    private final Set<String> recognised = new HashSet<>();
    private Map<String, Object> memory = new HashMap<>();

    /**
     * @param grid on which all rounds lie
     * @param degradations harm to put in; may be empty
     */
    PastMeter(Past past, Endpoints endpoints, Duration grid, List<Degradation> degradations) {
        this.past = past;
        this.endpoints = endpoints;
        this.grid = grid;
        this.degradations = degradations;
    }

    /** The criteria of which it was seen what they measure of the candidate, so that harm could be put in. */
    Set<String> recognised() {
        return Set.copyOf(recognised);
    }

    /** Another start: criteria remember nothing of the one before. */
    void forget() {
        memory = new HashMap<>();
    }

    /**
     * Reads a criterion as it would have been read.
     *
     * @param series names the run of samples
     * @param harmed when the harm begins; null for never
     * @throws PastUnavailable when a source could not be asked
     */
    Reading read(
            String series,
            Criterion criterion,
            Situation situation,
            Sampling sampling,
            Instant since,
            Instant now,
            Instant harmed) {
        Duration gap = sampling.interval().compareTo(LONGEST_GAP) < 0 ? sampling.interval() : LONGEST_GAP;
        var request = new SampleRequest(
                situation,
                endpoints,
                memory(series + '/' + criterion.name()),
                Clock.fixed(now, ZoneOffset.UTC),
                gap,
                since,
                new Answering(criterion, situation, harmed));
        Reading reading = read(criterion, request, now);
        past.failure().ifPresent(failure -> {
            throw failure;
        });
        return new Reading(
                criterion.name(), reading.verdict(), reading.value(), reading.why(), reading.at(), reading.estimate());
    }

    private Reading read(Criterion criterion, SampleRequest request, Instant now) {
        try {
            MetricCriterion reader = made.computeIfAbsent(
                    criterion.definition(), definition -> Definitions.fromJson(definition, MetricCriterion.class));
            return reader.read(request).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PastUnavailable("interrupted");
        } catch (TimeoutException e) {
            return Reading.noData(criterion.name(), criterion.source() + " did not answer", now);
        } catch (ExecutionException | RuntimeException e) {
            Throwable cause = HttpFailure.unwrap(e);
            return Reading.noData(
                    criterion.name(),
                    cause instanceof Unusable || cause instanceof HttpFailure
                            ? cause.getMessage()
                            : criterion.source() + " cannot be judged: " + cause.getClass().getSimpleName(),
                    now);
        }
    }

    private Memory memory(String name) {
        Map<String, Object> mine = memory;
        return new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return Optional.ofNullable(mine.get(name)).filter(type::isInstance).map(type::cast);
            }

            @Override
            public void keep(Object remembered) {
                mine.put(name, remembered);
            }
        };
    }

    /** Answers one reading of one criterion in the sources' place. */
    private final class Answering implements Sampler {
        private final Criterion criterion;
        private final Situation candidate;
        private final Instant harmed;

        Answering(Criterion criterion, Situation candidate, Instant harmed) {
            this.criterion = criterion;
            this.candidate = candidate;
            this.harmed = harmed;
        }

        @Override
        public CompletionStage<Sample> sample(MetricSource source, SampleRequest request) {
            Sample sample = past.at(source, request.situation(), grid, request.now());
            boolean harm = isHarmed(source, request, sample.at()) && sample instanceof Sample.Value;
            return CompletableFuture.completedFuture(
                    harm ? Sample.of(source.describe(), harm(((Sample.Value) sample).value()), sample.at()) : sample);
        }

        @Override
        public CompletionStage<Sample> series(MetricSource source, SampleRequest request, Window window) {
            Sample sample = past.series(source, request.situation(), window, request.now());
            boolean harm = isHarmed(source, request, window.to());
            if (!harm || !(sample instanceof Sample.Series series)) {
                return CompletableFuture.completedFuture(sample);
            }
            List<Sample.Point> points = series.points().stream()
                    .map(point -> point.at().isBefore(harmed)
                            ? point
                            : new Sample.Point(harm(point.value()), point.at()))
                    .toList();
            return CompletableFuture.completedFuture(new Sample.Series(points, series.at()));
        }

        private boolean isHarmed(MetricSource source, SampleRequest request, Instant latest) {
            boolean wanted = harmed != null
                    && degradations.stream().anyMatch(each -> each.criterion().equals(criterion.name()))
                    && isCandidate(source, request);
            if (wanted) {
                recognised.add(criterion.name());
            }
            return wanted && !latest.isBefore(harmed);
        }

        /** Harm is the candidate's alone: what it is held against, and of how many it counts, stay as they were. */
        private boolean isCandidate(MetricSource source, SampleRequest request) {
            if (request.situation() != candidate) {
                return false;
            }
            JsonNode measured = criterion.definition().path("source");
            String text = past.text(source);
            // a criterion that makes its sources itself asks about the version for the candidate, or it cannot be told
            return measured.isMissingNode() ? VERSION.matcher(text).find() : measured.toString().equals(text);
        }

        private double harm(double value) {
            double harmedValue = value;
            for (Degradation degradation : degradations) {
                if (degradation.criterion().equals(criterion.name())) {
                    harmedValue = degradation.apply(harmedValue);
                }
            }
            return harmedValue;
        }
    }
}
