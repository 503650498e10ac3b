package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** Percentiles and rates of the samples of a window, as {@code threshold} judges them. */
public class OverTimeTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InRounds rounds = new InRounds();

    @Before
    public void imagine() {
        ImaginedSource.imagine("minutes", OverTimeTest::minute);
        ImaginedSource.imagine("requests", at -> 600 + 60 * minute(at));
        ImaginedSource.imagine("requests, restarted at minute 5", at -> 60 * ((minute(at) + 5) % 10));
        ImaginedSource.imagine("two samples", at -> minute(at) < 2 ? 1 : Double.NaN);
        ImaginedSource.imagine("gaps", at -> minute(at) % 2 == 0 ? Double.NaN : minute(at));
    }

    /** From 9:50 on, which is before the sampling began. */
    private static double minute(Instant at) {
        return Duration.between(Instant.parse("2026-11-22T09:50:00Z"), at).toSeconds() / 60.0;
    }

    private static ThresholdCriterion threshold(MetricSource source, Consumer<ThresholdCriterion> with) {
        var threshold = new ThresholdCriterion("it", source);
        threshold.setAtMost(9.4);
        with.accept(threshold);
        return threshold;
    }

    private static ThresholdCriterion percentile(MetricSource source) {
        return threshold(source, it -> {
            it.setPercentile(95.0);
            it.setWindow("10m");
        });
    }

    private static ThresholdCriterion rate(MetricSource source, String unit) {
        return threshold(source, it -> {
            it.setRate(unit);
            it.setWindow("10m");
        });
    }

    @Test
    public void judgesAPercentileOfTheTimeBehindUs() {
        Reading reading = rounds.after(Duration.ZERO, percentile(new ImaginedSource("minutes")));
        // 0 to 10, of which 95 % lie below 9.5
        assertThat(reading.verdict(), is(Verdict.FAIL));
        assertThat(reading.value(), is(9.5));
        assertThat(reading.why(), is("p95 over 10m, of 11 samples: 9.5 is more than 9.4"));
        Estimate estimate = reading.estimate();
        assertThat(estimate.method(), is("percentile"));
        assertThat(estimate.samples(), is(11L));
        assertThat(estimate.highest(), is(9.4));
        assertThat(estimate.lowest(), is(nullValue()));
        assertThat(estimate.chart().candidate().size(), is(11));
        assertThat(estimate.chart().baseline(), is(List.of()));
    }

    @Test
    public void leavesOutWhatWasNotMeasured() {
        ThresholdCriterion median = threshold(new ImaginedSource("gaps"), it -> {
            it.setPercentile(50.0);
            it.setWindow("10m");
            it.setMinimumSamples(5);
        });
        assertThat(rounds.after(Duration.ZERO, median).value(), is(5.0));
    }

    @Test
    public void judgesTheGrowthOfACounter() {
        Reading second = rounds.after(Duration.ZERO, rate(new ImaginedSource("requests"), "perSecond"));
        assertThat(second.value(), is(1.0));
        assertThat(second.verdict(), is(Verdict.PASS));
        assertThat(second.why(), is("growth per second over 10m, of 11 samples: 1 is at most 9.4"));
        Reading minute = rounds.after(Duration.ZERO, rate(new ImaginedSource("requests"), "perMinute"));
        assertThat(minute.value(), is(60.0));
        assertThat(minute.verdict(), is(Verdict.FAIL));
    }

    @Test
    public void aCounterThatBeganAnewDidNotShrink() {
        Reading reading = rounds.after(Duration.ZERO, rate(new ImaginedSource("requests, restarted at minute 5"), "perMinute"));
        // nine steps of 60, and the first value after the restart, 0
        assertThat(reading.value(), is(54.0));
    }

    @Test
    public void tooFewSamplesAreNoData() {
        Reading reading = rounds.after(Duration.ZERO, percentile(new ImaginedSource("two samples")));
        assertThat(reading.verdict(), is(Verdict.NO_DATA));
        assertThat(reading.why(), is("2 samples in the last 10m, at least 10 are wanted"));
    }

    @Test
    public void aSourceWithoutAPastIsSampledInEachRoundAndWaitedFor() {
        ThresholdCriterion criterion = percentile(ImaginedSource.ofNow("minutes"));
        for (int minute = 1; minute <= 9; minute++) {
            Reading early = rounds.after(MINUTE.multipliedBy(minute), criterion);
            assertThat(early.verdict(), is(Verdict.WAITING));
            assertThat(early.why(), is(minute + (minute == 1 ? " sample" : " samples")
                    + " in the last 10m, at least 10 are wanted"));
        }
        Reading enough = rounds.after(MINUTE.multipliedBy(10), criterion);
        assertThat(enough.verdict(), is(Verdict.FAIL));
        assertThat(enough.estimate().samples(), is(10L));
        Reading later = rounds.after(MINUTE.multipliedBy(40), criterion);
        assertThat("the rest is too old", later.verdict(), is(Verdict.NO_DATA));
        assertThat(later.why(), is("1 sample in the last 10m, at least 10 are wanted"));
    }

    @Test
    public void aRateOfRoundsGoesByTheTimeBetweenThem() {
        ThresholdCriterion criterion = rate(ImaginedSource.ofNow("requests"), "perMinute");
        assertThat(rounds.after(MINUTE, criterion).verdict(), is(Verdict.WAITING));
        assertThat(rounds.after(MINUTE.multipliedBy(4), criterion).value(), is(60.0));
    }

    @Test
    public void saysItsLimitInWords() {
        assertThat(percentile(new ImaginedSource("minutes")).toCriterion().limit(), is("p95 over 10m at most 9.4"));
        assertThat(
                rate(new ImaginedSource("minutes"), "perMinute").toCriterion().limit(),
                is("growth per minute over 10m at most 9.4"));
    }

    @Test
    public void saysWhatDoesNotGoTogether() {
        var source = new ImaginedSource("minutes");
        assertThat(problems(threshold(source, it -> it.setPercentile(95.0))), is(List.of(
                "window: is missing; write how far back the samples go, '10m' for example")));
        assertThat(problems(threshold(source, it -> it.setWindow("10m"))), is(List.of(
                "window: means nothing alone; write percentile: 95 or rate: 'perSecond', too")));
        assertThat(problems(threshold(source, it -> it.setMinimumSamples(3))), is(List.of(
                "minimumSamples: means nothing alone; write percentile: 95 or rate: 'perSecond', too")));
        assertThat(
                problems(threshold(source, it -> {
                    it.setPercentile(195.0);
                    it.setRate("perHour");
                    it.setWindow("soon");
                    it.setStep("500ms");
                    it.setMinimumSamples(0);
                })),
                is(List.of(
                        "rate: cannot stand beside percentile; write one of the two",
                        "percentile: 195 is not between 0 and 100",
                        "rate: 'perHour' is none of 'perSecond', 'perMinute'",
                        "window: 'soon' is not a duration; write it like '90s', '30m', '4h', '7d' or 'PT1H30M'",
                        "step: '500ms' is not a number of whole seconds",
                        "minimumSamples: 0 is less than 2")));
        assertThat(problems(threshold(source, it -> {
            it.setPercentile(50.0);
            it.setWindow("5m");
        })), is(List.of(
                "window: has 6 samples every 1m, fewer than minimumSamples, 10; write a longer window or a shorter step")));
        assertThat(problems(threshold(source, it -> {
            it.setPercentile(50.0);
            it.setWindow("30d");
        })), is(List.of("step: 43201 samples are too many, there are at most 10000; write a longer step")));
    }

    private static List<String> problems(ThresholdCriterion criterion) {
        return criterion.validate().stream().map(Problem::toString).toList();
    }
}
