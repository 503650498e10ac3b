package io.jenkins.plugins.rollout.demo.shop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the router sees of each request: counters since the start, for those who compute rates themselves, and the last
 * ten seconds, for those who want a ready number.
 */
final class Measurements {
    static final Duration WINDOW = Duration.ofSeconds(10);

    /** The audience of those who are in none. */
    static final String EVERYONE = "everyone";

    /** Upper bounds of the histogram's buckets, in seconds. */
    static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    /** Those that are counted by name. A header is anybody's to write; a counter for each value would never end. */
    static final List<String> AUDIENCES = List.of("employees", "beta-testers", EVERYONE);

    /** Counters of these are there from the start with 0, so that the first failure shows as a rise. */
    private static final List<Integer> STATUSES = List.of(200, 500, 502, 503);

    /** What requests are counted by. */
    record Kind(String version, int status, String audience) {}

    /** @param buckets requests per bucket, the last one without bound; not cumulative */
    record Histogram(long[] buckets, double sumSeconds) {}

    private record Seen(long nanos, double seconds, boolean failed) {}

    private static final class OfVersion {
        final long[] buckets = new long[BOUNDS.length + 1];
        final Deque<Seen> recent = new ArrayDeque<>();
        double sumSeconds;
    }

    private final LongSupplier nanoClock;
    private final Map<Kind, Long> counts = new LinkedHashMap<>();
    private final Map<String, OfVersion> versions = new TreeMap<>();

    Measurements(List<String> versions, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        for (String version : versions) {
            this.versions.put(version, new OfVersion());
            for (int status : STATUSES) {
                AUDIENCES.forEach(audience -> counts.put(new Kind(version, status, audience), 0L));
            }
        }
    }

    /** One request has been answered. */
    synchronized void record(Kind kind, Duration took) {
        double seconds = took.toNanos() / 1e9;
        counts.merge(kind, 1L, Long::sum);
        OfVersion of = versions.get(kind.version());
        int bucket = Arrays.binarySearch(BOUNDS, seconds);
        of.buckets[bucket < 0 ? -bucket - 1 : bucket]++;
        of.sumSeconds += seconds;
        of.recent.addLast(new Seen(nanoClock.getAsLong(), seconds, kind.status() >= 500));
        forgetOld(of);
    }

    synchronized Map<Kind, Long> counts() {
        return new LinkedHashMap<>(counts);
    }

    synchronized Map<String, Histogram> histograms() {
        Map<String, Histogram> copies = new TreeMap<>();
        versions.forEach((version, of) -> copies.put(version, new Histogram(of.buckets.clone(), of.sumSeconds)));
        return copies;
    }

    /**
     * The last ten seconds of a version: {@code requests}, {@code requestsPerSecond}, {@code errorShare} (0 to 1),
     * {@code medianSeconds} and {@code p95Seconds}. The last three are null when there was no request, since no number
     * would be true.
     */
    synchronized Map<String, Object> recent(String version) {
        return told(List.of(versions.get(version)));
    }

    /** The same of all versions together. */
    synchronized Map<String, Object> recent() {
        return told(versions.values());
    }

    private Map<String, Object> told(Collection<OfVersion> some) {
        some.forEach(this::forgetOld);
        List<Seen> seen = some.stream().flatMap(of -> of.recent.stream()).toList();
        int requests = seen.size();
        double[] seconds = seen.stream().mapToDouble(Seen::seconds).sorted().toArray();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("requests", requests);
        told.put("requestsPerSecond", requests / (double) WINDOW.toSeconds());
        told.put("errorShare", requests == 0 ? null : seen.stream().filter(Seen::failed).count() / (double) requests);
        told.put("medianSeconds", quantile(seconds, 0.5));
        told.put("p95Seconds", quantile(seconds, 0.95));
        return told;
    }

    private static Double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? null : sorted[(int) Math.ceil(sorted.length * share) - 1];
    }

    private void forgetOld(OfVersion of) {
        long oldest = nanoClock.getAsLong() - TimeUnit.SECONDS.toNanos(WINDOW.toSeconds());
        while (!of.recent.isEmpty() && of.recent.peekFirst().nanos() - oldest < 0) {
            of.recent.removeFirst();
        }
    }
}
