package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.Growth;
import io.jenkins.plugins.rollout.analysis.Judgement;
import io.jenkins.plugins.rollout.analysis.Numbers;
import io.jenkins.plugins.rollout.analysis.Percentile;
import io.jenkins.plugins.rollout.analysis.Thinned;
import io.jenkins.plugins.rollout.analysis.Threshold;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One number out of many samples of the time behind us: a percentile of them, or how fast they grow.
 *
 * @param percentile of the samples; null for a rate
 * @param seconds what the growth is divided by is counted in: 1 for per second, 60 for per minute
 * @param window how far back
 * @param step time between two samples
 * @param minimumSamples with fewer there is no data
 */
record OverTime(@CheckForNull Double percentile, int seconds, Duration window, Duration step, int minimumSamples) {
    static final int DEFAULT_MINIMUM = 10;

    private static final String PER_SECOND = "perSecond";
    private static final String PER_MINUTE = "perMinute";
    private static final Duration DEFAULT_STEP = Duration.ofMinutes(1);

    /** The samples themselves, with their times. */
    private record Samples(double[] values, Instant from, Duration step, Duration spread) {}

    /** What the fields say; null where nothing is written of samples over time, or a mistake leaves nothing. */
    @CheckForNull
    static OverTime read(
            FieldReader reader,
            @CheckForNull MetricSource source,
            @CheckForNull Double percentile,
            @CheckForNull String rate,
            @CheckForNull String window,
            @CheckForNull String step,
            @CheckForNull Integer minimumSamples) {
        if (percentile == null && rate == null) {
            String lost = window != null ? "window" : step != null ? "step" : minimumSamples != null ? "minimumSamples" : null;
            if (lost != null) {
                reader.wrong(lost, "means nothing alone; write percentile: 95 or rate: 'perSecond', too");
            }
            return null;
        }
        if (percentile != null && rate != null) {
            reader.wrong("rate", "cannot stand beside percentile; write one of the two");
        }
        if (percentile != null && !(percentile >= 0 && percentile <= 100)) {
            reader.wrong("percentile", Numbers.exact(percentile) + " is not between 0 and 100");
        }
        String unit = rate == null ? PER_SECOND : reader.word("rate", rate, List.of(PER_SECOND, PER_MINUTE));
        if (window == null) {
            reader.wrong("window", "is missing; write how far back the samples go, '10m' for example");
        }
        Duration back = reader.duration("window", window, Duration.ofMinutes(10));
        Duration apart = reader.step("step", step, DEFAULT_STEP);
        int least = reader.atLeast(
                "minimumSamples",
                minimumSamples != null ? minimumSamples : percentile != null ? DEFAULT_MINIMUM : 2,
                rate != null ? 2 : 1);
        long points = back.dividedBy(apart) + 1;
        if (points > Window.MOST_POINTS) {
            reader.wrong("step", points + " samples are too many, there are at most " + Window.MOST_POINTS
                    + "; write a longer step");
        } else if (source != null && source.givesSeries() && points < least) {
            reader.wrong("window", "has " + points + " samples every " + Durations.text(apart) + ", fewer than minimumSamples, "
                    + least + "; write a longer window or a shorter step");
        }
        return new OverTime(percentile, PER_MINUTE.equals(unit) ? 60 : 1, back, apart, least);
    }

    /** Before the bound, in words: {@code p95 over 10m}. */
    String words() {
        String what = percentile != null
                ? "p" + Numbers.exact(percentile)
                : "growth per " + (seconds == 1 ? "second" : "minute");
        return what + " over " + Durations.text(window);
    }

    CompletionStage<Reading> read(String name, MetricSource source, SampleRequest request, Threshold threshold) {
        if (!source.givesSeries()) {
            Drawers drawers = Drawers.of(request.memory());
            return request.remembering(drawers.drawer("source")).sample(source)
                    .thenApply(sample -> round(name, sample, drawers.drawer("rounds"), request, threshold));
        }
        Instant to = Window.floor(request.now(), step);
        var asked = new Window(Window.floor(to.minus(window), step), to, step);
        return request.series(source, asked).thenApply(sample -> sample instanceof Sample.Series series
                ? judged(name, samples(series, asked), request, threshold, false)
                : Reading.noData(name, why(sample, "the source gives one number where a series is wanted"), sample.at()));
    }

    private Reading round(String name, Sample sample, Memory memory, SampleRequest request, Threshold threshold) {
        if (!(sample instanceof Sample.Value value)) {
            return Reading.noData(name, why(sample, "the source gives a series where a number is wanted"), sample.at());
        }
        Rounds rounds = memory.recall(Rounds.class).orElse(Rounds.NONE)
                .and(value.at(), new double[] {value.value()})
                .since(value.at().minus(window));
        memory.keep(rounds);
        Instant last = rounds.all().get(rounds.all().size() - 1).at();
        var samples = new Samples(rounds.columns()[0], rounds.from(), rounds.step(), Duration.between(rounds.from(), last));
        return judged(name, samples, request, threshold, request.now().isBefore(request.since().plus(window)));
    }

    private static String why(Sample sample, String otherwise) {
        return sample instanceof Sample.NoData none ? none.why() : otherwise;
    }

    private static Samples samples(Sample.Series series, Window window) {
        double[] values = window.values(series);
        int first = 0;
        while (first < values.length - 1 && !Double.isFinite(values[first])) {
            first++;
        }
        int last = values.length - 1;
        while (last > first && !Double.isFinite(values[last])) {
            last--;
        }
        return new Samples(values, window.from(), window.step(), window.step().multipliedBy(last - first));
    }

    /** @param filling whether the samples are still being gathered, so that time alone brings more */
    private Reading judged(
            String name, Samples samples, SampleRequest request, Threshold threshold, boolean filling) {
        double[] usable = Arrays.stream(samples.values()).filter(Double::isFinite).toArray();
        if (usable.length < minimumSamples) {
            String few = usable.length + (usable.length == 1 ? " sample" : " samples") + " in the last "
                    + Durations.text(window) + ", at least " + minimumSamples + " are wanted";
            return filling
                    ? new Reading(name, Verdict.WAITING, null, few, request.now())
                    : Reading.noData(name, few, request.now());
        }
        double value = percentile != null
                ? Percentile.of(usable, percentile)
                : Growth.of(usable) / samples.spread().toMillis() * 1000 * seconds;
        Judgement judgement = threshold.judge(value);
        String why = words() + ", of " + usable.length + " samples: " + judgement.why();
        Estimate estimate = estimate(value, usable.length, threshold)
                .with(Thinned.chart(samples.from(), samples.step(), samples.values(), new double[0]));
        return new Reading(name, judgement.verdict(), value, why, request.now(), estimate);
    }

    private Estimate estimate(double value, int samples, Threshold threshold) {
        Threshold.Kind kind = threshold.kind();
        boolean floor = kind == Threshold.Kind.AT_LEAST || kind == Threshold.Kind.ABOVE;
        boolean ceiling = kind == Threshold.Kind.AT_MOST || kind == Threshold.Kind.BELOW;
        return new Estimate(
                percentile != null ? "percentile" : "rate",
                value,
                null,
                null,
                ceiling ? null : threshold.limit(),
                floor ? null : threshold.upper(),
                null,
                null,
                null,
                samples,
                null,
                null,
                null,
                null);
    }
}
