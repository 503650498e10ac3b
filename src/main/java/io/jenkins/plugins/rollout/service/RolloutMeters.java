package io.jenkins.plugins.rollout.service;

import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.history.HistoryLine;
import io.jenkins.plugins.rollout.history.Share;
import io.jenkins.plugins.rollout.model.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The numbers of all rollouts. How many series there are is bounded: only so many pairs of application and environment
 * get a name of their own, the rest together is {@value #OTHER}; no version, build or person is ever a label.
 */
public final class RolloutMeters {
    private static final String OTHER = "other";
    private static final Set<String> PHASES = Set.of("dogfood", "alpha", "beta", "canary", "full");
    private static final Duration[] LIMITS = {
        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofHours(1),
        Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(8), Duration.ofDays(1), Duration.ofDays(2),
        Duration.ofDays(4), Duration.ofDays(7), Duration.ofDays(14), Duration.ofDays(30)
    };

    private record Place(String application, String environment) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Place, Tags> places = new HashMap<>();
    private final Map<Place, Instant> broken = new HashMap<>();
    private final int most;

    /** @param most how many pairs of application and environment get a name of their own */
    RolloutMeters(int most) {
        this.most = most;
    }

    private synchronized Tags tags(String application, String environment) {
        var place = new Place(application, environment);
        Tags known = places.get(place);
        if (known == null && places.size() >= most) {
            return Tags.of("application", OTHER, "environment", OTHER);
        }
        return known != null
                ? known
                : places.computeIfAbsent(place, any -> Tags.of("application", application, "environment", environment));
    }

    /** Counts what a line of the history adds to those before it. */
    void add(HistoryLine line) {
        if (line.said() != null) {
            restored(new Place(line.said().application(), line.said().environment()), line.said().at());
        } else if (line.course().isOver()) {
            ended(line.course());
        }
    }

    private void ended(Course course) {
        var place = new Place(course.application(), course.environment());
        Tags tags = tags(course.application(), course.environment());
        boolean succeeded = course.result() == Result.SUCCESS;
        count("rollout.results", "Rollouts that ended", tags.and("result", lower(course.result())));
        if (course.undone() != null) {
            count("rollout.rollbacks", "Rollbacks", tags.and("complete", course.undone().toString()));
        }
        for (Share share : course.shares()) {
            if (share.ended() != null && share.from() != null && share.has() == Share.Has.YES) {
                String phase = PHASES.contains(share.phase()) ? share.phase() : OTHER;
                time("rollout.phase.duration", "From the opening of a phase's gate until it was done",
                        tags.and("phase", phase), share.from(), share.ended());
            }
        }
        if (!course.isChange()) {
            return;
        }
        count("rollout.changes", "Versions that were put before anybody", tags);
        if (succeeded) {
            count("rollout.deployments", "Versions that reached everybody they were meant for", tags);
            if (course.work() != null) {
                time("rollout.lead.time", "From the start of the build until a version reached everybody", tags,
                        course.work(), course.ended());
            }
            restored(place, course.ended());
        } else if (!course.isSuperseded()) {
            count("rollout.changes.failed", "Versions that were put before somebody and did not stay", tags);
            Instant failed = course.failed() == null ? course.ended() : course.failed();
            boolean alone = !broken.containsKey(place);
            broken.merge(place, failed, RolloutMeters::earlier);
            if (alone && !course.isOut()) { // it was taken back, and nothing was broken before it
                restored(place, course.ended());
            }
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void restored(Place place, Instant at) {
        Instant since = broken.remove(place);
        if (since != null) {
            time("rollout.restore.time", "From the failure of a version until a good one was everywhere again",
                    tags(place.application(), place.environment()), since, at);
        }
    }

    /** People were asked, and the question is over. */
    void answered(String application, String environment, Instant from, Instant to) {
        time("rollout.approval.wait", "From a request for approval until the gate was passed or the request was over",
                tags(application, environment), from, to);
    }

    /** A criterion was looked at. */
    void verdict(String application, String environment, Enum<?> verdict) {
        count("rollout.verdicts", "Looks at criteria, by what they gave",
                tags(application, environment).and("verdict", lower(verdict)));
    }

    /** How many rollouts are open. */
    void open(IntSupplier running, IntSupplier waiting) {
        gauge("running", running);
        gauge("waiting", waiting);
    }

    private void gauge(String status, IntSupplier number) {
        Gauge.builder("rollout.open", number::getAsInt)
                .description("Rollouts that have not ended")
                .tags("status", status)
                .register(registry);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private void count(String name, String description, Tags tags) {
        Counter.builder(name).description(description).tags(tags).register(registry).increment();
    }

    private void time(String name, String description, Tags tags, Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(LIMITS)
                .minimumExpectedValue(LIMITS[0])
                .maximumExpectedValue(LIMITS[LIMITS.length - 1])
                .register(registry)
                .record(time.isNegative() ? Duration.ZERO : time);
    }

    /** @param accept what a metric server says that it can read; null for anything */
    private static ExpositionFormatWriter writer(String accept) {
        return ExpositionFormats.init().findWriter(accept);
    }

    /** The type of what {@link #write} writes. */
    public static String contentType(String accept) {
        return writer(accept).getContentType();
    }

    /**
     * Writes all numbers as Prometheus reads them, without the largest of the last minutes that Micrometer adds to
     * times: what was counted from the history is not of the last minutes.
     */
    public void write(String accept, OutputStream out) throws IOException {
        MetricSnapshots all = registry.getPrometheusRegistry().scrape((String name) -> !name.endsWith("_max"));
        writer(accept).write(out, all);
    }
}
