package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Template;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a source gets to take one sample.
 *
 * @param situation which version is rolled out where
 * @param endpoints finds servers and allowed URLs, and sends requests there
 * @param memory what the source kept at its last look for the same criterion
 * @param clock tells the time
 * @param gap how far apart to look when one look is not enough and there was none before
 * @param since when the run of samples began that this one belongs to
 * @param sampler how sources are asked
 */
public record SampleRequest(
        Situation situation,
        Endpoints endpoints,
        Memory memory,
        Clock clock,
        Duration gap,
        Instant since,
        Sampler sampler) {
    public SampleRequest {
        Objects.requireNonNull(situation, "situation");
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(gap, "gap");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(sampler, "sampler");
    }

    /** A request of a run that begins now. */
    public SampleRequest(Situation situation, Endpoints endpoints, Memory memory, Clock clock, Duration gap) {
        this(situation, endpoints, memory, clock, gap, clock.instant(), Sampler.LIVE);
    }

    /** Takes one sample of a source: criteria ask this way, so that a backtest can answer in the source's place. */
    public CompletionStage<Sample> sample(MetricSource source) {
        return sampler.sample(source, this);
    }

    /** Takes a series of samples of a source. */
    public CompletionStage<Sample> series(MetricSource source, Window window) {
        return sampler.series(source, this, window);
    }

    /** The same request about another version: {@code {{version}}} is filled with that one. */
    public SampleRequest about(Situation other) {
        return new SampleRequest(other, endpoints, memory, clock, gap, since, sampler);
    }

    /** The same request with another memory: for a criterion that asks several sources. */
    public SampleRequest remembering(Memory other) {
        return new SampleRequest(situation, endpoints, other, clock, gap, since, sampler);
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * Fills {@code {{version}}} and the like into a text.
     *
     * @return null for null
     * @throws Unusable naming the placeholder, when it is unknown or its value is not safe to splice in
     */
    public String fill(String text) {
        try {
            return text == null ? null : Template.fill(text, situation.placeholders());
        } catch (IllegalArgumentException e) {
            throw new Unusable(e.getMessage());
        }
    }

    /** Does something after the {@link #gap}, without holding a thread until then. */
    public <T> CompletionStage<T> afterGap(Supplier<CompletionStage<T>> what) {
        var later = CompletableFuture.delayedExecutor(gap.toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(what, later).thenCompose(stage -> stage);
    }
}
