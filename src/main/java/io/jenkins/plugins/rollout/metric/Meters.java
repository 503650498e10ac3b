package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.engine.Meter;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Joins the criteria of {@link MetricCriterion} to the engine: makes each again from its definition, lets it read, and
 * turns whatever goes wrong into a reading without data.
 */
public final class Meters implements Meter {
    /** How far apart the two looks are when a rate has no earlier one, unless rounds follow each other faster. */
    static final Duration GAP = Duration.ofSeconds(5);

    /** The end of patience with a source that never answers; those that come with the plugin give up sooner. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private static final int REMEMBERED_ROUNDS = 10;
    private static final Duration REMEMBERED_ANYWAY = Duration.ofMinutes(1);
    private static final Logger LOGGER = Logger.getLogger(Meters.class.getName());

    private final Endpoints endpoints;
    private final Clock clock;
    private final Executor executor;
    private final Duration gap;
    private final Duration limit;
    private final Map<String, Map<String, Kept>> memories = new ConcurrentHashMap<>();

    /** What a source wanted to remember, and since when. */
    private record Kept(Object remembered, Instant at) {}

    /**
     * @param endpoints the controller's servers and rules
     * @param executor where criteria are made and asked; they do not block, but look up servers and credentials
     */
    public Meters(Endpoints endpoints, Clock clock, Executor executor) {
        this(endpoints, clock, executor, GAP, LIMIT);
    }

    Meters(Endpoints endpoints, Clock clock, Executor executor, Duration gap, Duration limit) {
        this.endpoints = endpoints;
        this.clock = clock;
        this.executor = executor;
        this.gap = gap;
        this.limit = limit;
    }

    @Override
    public CompletionStage<Reading> read(String series, Criterion criterion, Situation situation, Duration interval, Instant since) {
        Duration apart = interval.compareTo(gap) < 0 ? interval : gap;
        Memory memory = memory(series, criterion.name(), oldest(interval));
        var request = new SampleRequest(
                situation, endpoints.askedBy(situation.rolloutId()), memory, clock, apart, since, Sampler.LIVE);
        CompletableFuture<Reading> reading = new CompletableFuture<>();
        try {
            executor.execute(() -> begin(criterion, request, reading));
        } catch (RuntimeException e) {
            reading.completeExceptionally(e);
        }
        reading.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        return reading.handle((read, failure) -> read != null ? kept(criterion, read) : none(criterion, failure));
    }

    private static void begin(Criterion criterion, SampleRequest request, CompletableFuture<Reading> reading) {
        try {
            made(criterion).read(request).whenComplete((read, failure) -> {
                if (failure != null) {
                    reading.completeExceptionally(failure);
                } else {
                    reading.complete(read);
                }
            });
        } catch (RuntimeException | LinkageError e) {
            reading.completeExceptionally(e);
        }
    }

    private static MetricCriterion made(Criterion criterion) {
        try {
            return Definitions.fromJson(criterion.definition(), MetricCriterion.class);
        } catch (IllegalArgumentException e) {
            throw new Unusable(e.getMessage());
        }
    }

    /** Whatever the criterion calls itself, the reading belongs to the one that was asked for. */
    private static Reading kept(Criterion criterion, Reading read) {
        return new Reading(
                criterion.name(), read.verdict(), read.value(), Answers.sentence(read.why()), read.at(), read.estimate());
    }

    private Reading none(Criterion criterion, Throwable failure) {
        return Reading.noData(criterion.name(), Answers.quote(reason(criterion, failure)), clock.instant());
    }

    private String reason(Criterion criterion, Throwable wrapped) {
        Throwable failure = wrapped == null ? new Unusable("the source gave nothing") : HttpFailure.unwrap(wrapped);
        if (failure instanceof Unusable || failure instanceof HttpFailure) {
            return failure.getMessage();
        }
        if (failure instanceof TimeoutException) {
            return criterion.source() + " did not answer within " + limit.toSeconds() + " s";
        }
        LOGGER.log(Level.FINE, failure, () -> "Cannot read the criterion " + criterion.name());
        // the class alone: a message that was not written for people may hold what is not for them
        return criterion.source() + " cannot be asked: " + failure.getClass().getSimpleName();
    }

    @Override
    public void forget(String series) {
        memories.remove(series);
    }

    /** After a long pause a rate would be spread thin over all of it, and hide what happens now. */
    private static Duration oldest(Duration interval) {
        Duration rounds = interval.multipliedBy(REMEMBERED_ROUNDS);
        return rounds.compareTo(REMEMBERED_ANYWAY) < 0 ? REMEMBERED_ANYWAY : rounds;
    }

    private Memory memory(String series, String criterion, Duration oldest) {
        // taken now: what a late answer keeps after the series was forgotten is forgotten with it
        Map<String, Kept> memory = memories.computeIfAbsent(series, unused -> new ConcurrentHashMap<>());
        return new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return Optional.ofNullable(memory.get(criterion))
                        .filter(kept -> kept.at().plus(oldest).isAfter(clock.instant()))
                        .map(Kept::remembered)
                        .filter(type::isInstance)
                        .map(type::cast);
            }

            @Override
            public void keep(Object remembered) {
                memory.put(criterion, new Kept(remembered, clock.instant()));
            }
        };
    }
}
