package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Lets criteria read round by round, as a gate does, at times that a test sets. */
final class InRounds {
    static final Instant START = Instant.parse("2026-11-22T10:00:30Z");

    private Situation situation = situation("2.3.1");
    private Instant since = START;
    private Object remembered;

    static Situation situation(String previousVersion) {
        return new Situation("r1", "shop", "production", "2.4.0", previousVersion, "canary", "5", "");
    }

    InRounds in(Situation other) {
        situation = other;
        return this;
    }

    /** Everything that is remembered is lost, and the sampling goes on. */
    InRounds restarted() {
        remembered = null;
        return this;
    }

    Reading after(Duration time, MetricCriterion criterion) {
        return criterion.read(request(START.plus(time))).toCompletableFuture().join();
    }

    Reading after(Duration time, Comparing comparing) {
        return comparing.read(request(START.plus(time))).toCompletableFuture().join();
    }

    SampleRequest request(Instant now) {
        return new SampleRequest(
                situation,
                Asking.of(URI.create("http://127.0.0.1:1/")).endpoints(),
                memory(),
                Clock.fixed(now, ZoneOffset.UTC),
                Duration.ofMillis(10),
                since,
                Sampler.LIVE);
    }

    private Memory memory() {
        return new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return type.isInstance(remembered) ? Optional.of(type.cast(remembered)) : Optional.empty();
            }

            @Override
            public void keep(Object kept) {
                remembered = kept;
            }
        };
    }
}
