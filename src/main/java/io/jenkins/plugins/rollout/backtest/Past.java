package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.metric.Memory;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.Sample;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.metric.Sampler;
import io.jenkins.plugins.rollout.metric.Unusable;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Template;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What sources measured in the past. Each is asked once for each stretch of time, however many gates look there: a source
 * is known by its text with all placeholders filled. Not for several threads.
 */
final class Past {
    /** The end of patience with a source; those that come with the plugin give up sooner. */
    private static final long PATIENCE_SECONDS = 90;

    private static final int TRIES = 2;

    /** What is known of a source at one distance between points. */
    private record Key(String source, Duration step) {}

    /**
     * A stretch of it.
     *
     * @param values by point; NaN where nothing was measured
     * @param why nothing at all was; null where something was
     */
    private record Stretch(double[] values, String why) {}

    private final Endpoints endpoints;
    private final Instant begin;
    private final Instant end;
    private final long most;
    private final Runnable fetched;
    private final Map<Key, Map<Long, Stretch>> known = new HashMap<>();

    /** Weak, for some criteria make their sources anew for each reading. */
    private final Map<MetricSource, String> texts = new WeakHashMap<>();

    private final Map<String, Map<String, String>> filled = new HashMap<>();
    private long points;
    private PastUnavailable failure;

    /**
     * @param begin where stretches begin; one before it is asked for when a criterion looks back so far
     * @param end nothing later is asked for
     * @param most points that may be fetched
     * @param fetched run after each stretch
     */
    Past(Endpoints endpoints, Instant begin, Instant end, long most, Runnable fetched) {
        this.endpoints = endpoints;
        this.begin = begin;
        this.end = end;
        this.most = most;
        this.fetched = fetched;
    }

    /** How many points were asked for. */
    long points() {
        return points;
    }

    /** The first source that could not be asked: a criterion may have taken it for want of data. */
    Optional<PastUnavailable> failure() {
        return Optional.ofNullable(failure);
    }

    /** The text of a source, by which sources are told apart. */
    String text(MetricSource source) {
        return texts.computeIfAbsent(source, each -> Definitions.toJson(each).toString());
    }

    /** What a source would have said at a time, which lies on the grid of the step. */
    Sample at(MetricSource source, Situation situation, Duration step, Instant time) {
        Instant origin = Window.floor(begin, step);
        long index = Math.floorDiv(Duration.between(origin, time).toMillis(), step.toMillis());
        Stretch stretch = stretch(source, situation, step, Math.floorDiv(index, Window.MOST_POINTS));
        double value = stretch.values()[Math.floorMod(index, Window.MOST_POINTS)];
        return Double.isNaN(value)
                ? new Sample.NoData(
                        stretch.why() == null ? "nothing was measured at " + time : stretch.why(), time)
                : new Sample.Value(value, time);
    }

    /** What a source would have given for a window, without anything later than a time. */
    Sample series(MetricSource source, Situation situation, Window window, Instant now) {
        Instant origin = Window.floor(begin, window.step());
        long step = window.step().toMillis();
        long first = Math.floorDiv(Duration.between(origin, window.from()).toMillis() + step - 1, step);
        Instant last = window.to().isAfter(now) ? now : window.to();
        long until = Math.floorDiv(Duration.between(origin, last).toMillis(), step);
        var found = new ArrayList<Sample.Point>();
        String why = null;
        for (long index = first; index <= until; index++) {
            Stretch stretch = stretch(source, situation, window.step(), Math.floorDiv(index, Window.MOST_POINTS));
            double value = stretch.values()[Math.floorMod(index, Window.MOST_POINTS)];
            why = why == null ? stretch.why() : why;
            if (!Double.isNaN(value)) {
                found.add(new Sample.Point(value, origin.plusMillis(index * step)));
            }
        }
        return found.isEmpty() && why != null ? new Sample.NoData(why, now) : new Sample.Series(found, now);
    }

    private Stretch stretch(MetricSource source, Situation situation, Duration step, long number) {
        Map<Long, Stretch> stretches =
                known.computeIfAbsent(new Key(fill(text(source), situation), step), key -> new HashMap<>());
        Stretch stretch = stretches.get(number);
        if (stretch == null) {
            stretch = fetch(source, situation, step, number);
            stretches.put(number, stretch);
            fetched.run();
        }
        return stretch;
    }

    /** A text is filled once for a situation: rounds ask again and again. */
    private String fill(String text, Situation situation) {
        Map<String, String> texts = filled.computeIfAbsent(
                situation.version() + ' ' + situation.phase() + ' ' + situation.exposure(), key -> new HashMap<>());
        String known = texts.get(text);
        if (known == null) {
            try {
                known = Template.fill(text, situation.placeholders());
            } catch (IllegalArgumentException e) {
                throw failed(e.getMessage());
            }
            texts.put(text, known);
        }
        return known;
    }

    private Stretch fetch(MetricSource source, Situation situation, Duration step, long number) {
        Instant from = Window.floor(begin, step).plus(step.multipliedBy(number * Window.MOST_POINTS));
        Instant to = from.plus(step.multipliedBy(Window.MOST_POINTS - 1L));
        Instant latest = Window.floor(end, step);
        var window = new Window(from, to.isAfter(latest) && !latest.isBefore(from) ? latest : to, step);
        points += window.points();
        if (points > most) {
            throw failed("more than " + most + " points of the past would have to be fetched; write a later from or an"
                    + " earlier to, or have the gates look less often");
        }
        var values = new double[Window.MOST_POINTS];
        Arrays.fill(values, Double.NaN);
        Sample sample = ask(source, situation, window);
        if (sample instanceof Sample.NoData none) {
            return new Stretch(values, none.why());
        }
        if (sample instanceof Sample.Series series) {
            System.arraycopy(window.values(series), 0, values, 0, window.points());
        }
        return new Stretch(values, null);
    }

    private Sample ask(MetricSource source, Situation situation, Window window) {
        var request = new SampleRequest(
                situation,
                endpoints,
                nothing(),
                Clock.systemUTC(),
                window.step(),
                window.from(),
                Sampler.LIVE);
        for (int tries = 1; ; tries++) {
            try {
                return source.series(request, window).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed("interrupted");
            } catch (TimeoutException e) {
                throw failed(source.describe() + " did not answer within " + PATIENCE_SECONDS + " s; ask for less at once,"
                        + " with a later from or a longer interval");
            } catch (ExecutionException | RuntimeException e) {
                Throwable cause = HttpFailure.unwrap(e);
                boolean passing = cause instanceof HttpFailure http && http.isPassing();
                if (!passing || tries == TRIES) {
                    throw failed(reason(source, cause));
                }
            }
        }
    }

    private static String reason(MetricSource source, Throwable cause) {
        return cause instanceof Unusable || cause instanceof HttpFailure
                ? cause.getMessage()
                // the class alone: a message that was not written for people may hold what is not for them
                : source.describe() + " cannot be asked: " + cause.getClass().getSimpleName();
    }

    private PastUnavailable failed(String message) {
        var unavailable = new PastUnavailable(message);
        failure = failure == null ? unavailable : failure;
        return unavailable;
    }

    private static Memory nothing() {
        return new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return Optional.empty();
            }

            @Override
            public void keep(Object remembered) {
                // each stretch stands for itself
            }
        };
    }
}
