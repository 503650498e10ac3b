package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks sources as the engine does, but of servers and at times that a test sets. */
public final class Asking {
    /** The header that every server here is given and that must never be shown. */
    public static final String SECRET = "s3cret-header";

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final URI server;
    private final Queue<Instant> times = new ArrayDeque<>();
    private List<String> freeUrls = List.of();
    private Instant time = START;
    private Situation situation = new Situation("r1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
    private Map<String, String> headers = Map.of("Authorization", SECRET);
    private Object remembered;

    private Asking(URI server) {
        this.server = server;
    }

    /** Every server that a source names is this one, with a secret header. */
    public static Asking of(URI server) {
        return new Asking(server);
    }

    public Asking version(String version) {
        situation = new Situation("r1", "shop", "production", version, "2.3.1", "canary", "5", "");
        return this;
    }

    /** Gives every server these headers instead of the secret one. */
    public Asking sending(Map<String, String> other) {
        headers = other;
        return this;
    }

    public Asking allowing(String... prefixes) {
        freeUrls = List.of(prefixes);
        return this;
    }

    /** Stops the clock at that time. */
    public Asking at(Instant stopped) {
        time = stopped;
        return this;
    }

    /** Lets the clock say these times, in seconds from the start, one after the other; the last one stays. */
    public Asking at(double... seconds) {
        Instant start = START;
        for (double second : seconds) {
            times.add(start.plusMillis(Math.round(second * 1000)));
        }
        return this;
    }

    public Sample sample(MetricSource source) throws Exception {
        return source.sample(request()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    public double value(MetricSource source) throws Exception {
        Sample sample = sample(source);
        if (sample instanceof Sample.Value value) {
            return value.value();
        }
        throw new AssertionError("no value: " + sample);
    }

    /** The points of a series, by the seconds since the window's beginning. */
    public Map<Long, Double> series(MetricSource source, Window window) throws Exception {
        Sample sample = source.series(request(), window).toCompletableFuture().get(30, TimeUnit.SECONDS);
        if (sample instanceof Sample.Series series) {
            var points = new TreeMap<Long, Double>();
            series.points().forEach(point -> points.put(
                    Duration.between(window.from(), point.at()).toSeconds(), point.value()));
            return points;
        }
        throw new AssertionError("no series: " + sample);
    }

    /** Why there is no data, whichever way the source says it. */
    public String noData(MetricSource source) throws Exception {
        return noData(() -> source.sample(request()));
    }

    /** Why there is no series. */
    public String noData(MetricSource source, Window window) throws Exception {
        return noData(() -> source.series(request(), window));
    }

    private static String noData(Supplier<CompletionStage<Sample>> asked) {
        try {
            Sample sample = asked.get().toCompletableFuture().join();
            if (sample instanceof Sample.NoData none) {
                return none.why();
            }
            throw new AssertionError("data: " + sample);
        } catch (CompletionException | Unusable | HttpFailure e) {
            Throwable failure = HttpFailure.unwrap(e);
            if (failure instanceof Unusable || failure instanceof HttpFailure) {
                return failure.getMessage();
            }
            throw e;
        }
    }

    public Situation situation() {
        return situation;
    }

    public Endpoints endpoints() {
        Servers servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.of(new Server(name, kind, server, headers));
            }

            @Override
            public List<String> names(String kind) {
                return List.of("test");
            }
        };
        return new Endpoints(servers, () -> new Rules(false, freeUrls), new BoundedHttp(HttpClient::newBuilder));
    }

    public SampleRequest request() {
        // since when is given, so that the clock is not asked for it
        return new SampleRequest(
                situation, endpoints(), memory(), clock(), Duration.ofMillis(10), START, Sampler.LIVE);
    }

    public Clock clock() {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public synchronized Instant instant() {
                time = times.isEmpty() ? time : times.poll();
                return time;
            }
        };
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
