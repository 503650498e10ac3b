package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.analysis.Finding;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.model.Chart;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** How both sides are gathered, whatever the way is to compare them. */
public class ComparingTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final InRounds rounds = new InRounds();
    private final List<Sides> seen = new ArrayList<>();
    private Verdict verdict = Verdict.WAITING;

    private final Comparing.Judge comparison = (sides, situation) -> {
        seen.add(sides);
        return new Finding(verdict, "as told", new Estimate(
                "told", 1.0, null, null, null, null, null, null, null, sides.candidate().length, null, null, null, null));
    };

    @Before
    public void imagine() {
        ImaginedSource.imagine("latency of 2.4.0", at -> minute(at) + 0.5);
        ImaginedSource.imagine("latency of 2.3.1", ComparingTest::minute);
        ImaginedSource.imagine("errors of 2.4.0", at -> 2);
        ImaginedSource.imagine("errors of 2.3.1", at -> 1);
        ImaginedSource.imagine("requests of 2.4.0", at -> 10);
        ImaginedSource.imagine("requests of 2.3.1", at -> 100);
        ImaginedSource.imagine("nothing", at -> Double.NaN);
        ImaginedSource.imagine("half a minute of silence", at -> minute(at) % 2 == 0 ? Double.NaN : 7);
        ImaginedSource.imagine("died after 5 minutes", at -> minute(at) > 5 ? Double.NaN : 1);
    }

    private static double minute(Instant at) {
        return Duration.between(Instant.parse("2026-11-22T10:00:00Z"), at).toMinutes();
    }

    private Comparing comparing(Pair sources) {
        return comparing(sources, Duration.ZERO);
    }

    private Comparing comparing(Pair sources, Duration lookBack) {
        return new Comparing("latency", sources, comparison, MINUTE, lookBack, Duration.ofHours(2));
    }

    private static Pair pair(String candidate, String baseline) {
        return new Pair(
                new ImaginedSource(candidate), null, baseline == null ? null : new ImaginedSource(baseline), null);
    }

    private Sides last() {
        return seen.get(seen.size() - 1);
    }

    @Test
    public void oneSourceIsAskedAboutBothVersionsForTheWholeStepsSinceSamplingBegan() {
        Reading reading = rounds.after(Duration.ofMinutes(4), comparing(pair("latency of {{version}}", null)));
        assertThat(reading.verdict(), is(Verdict.WAITING));
        assertThat(reading.why(), is("as told"));
        assertThat(reading.value(), is(1.0));
        // began at 10:00:30, so the first whole minute ends at 10:02
        assertThat(doubles(last().candidate()), is(List.of(2.5, 3.5, 4.5)));
        assertThat(doubles(last().baseline()), is(List.of(2.0, 3.0, 4.0)));
        assertThat(last().isCounted(), is(false));
    }

    @Test
    public void aRestartChangesNothingWhereSourcesKnowThePast() {
        Comparing comparing = comparing(pair("latency of {{version}}", null));
        rounds.after(Duration.ofMinutes(9), comparing);
        List<Double> before = doubles(last().candidate());
        rounds.restarted().after(Duration.ofMinutes(9), comparing);
        assertThat(doubles(last().candidate()), is(before));
    }

    @Test
    public void looksBackBeforeTheSamplingBeganWhereThatIsWanted() {
        rounds.after(Duration.ofMinutes(4), comparing(pair("latency of {{version}}", null), Duration.ofMinutes(2)));
        assertThat(doubles(last().baseline()), is(List.of(0.0, 1.0, 2.0, 3.0, 4.0)));
    }

    @Test
    public void waitsForTheFirstWholeStep() {
        Reading reading = rounds.after(Duration.ofSeconds(60), comparing(pair("latency of {{version}}", null)));
        assertThat(reading.verdict(), is(Verdict.WAITING));
        assertThat(reading.why(), is("no whole step of 1m has passed yet"));
        assertThat(seen, hasSize(0));
    }

    @Test
    public void countsComeWithTheirCases() {
        var sources = new Pair(
                new ImaginedSource("errors of {{version}}"), new ImaginedSource("requests of {{version}}"), null, null);
        Reading reading = rounds.after(Duration.ofMinutes(2), comparing(sources));
        assertThat(doubles(last().candidate()), is(List.of(2.0)));
        assertThat(doubles(last().candidateOf()), is(List.of(10.0)));
        assertThat(doubles(last().baselineOf()), is(List.of(100.0)));
        assertThat("shares are drawn", reading.estimate().chart().candidate(), is(List.of(0.2)));
        assertThat(reading.estimate().chart().baseline(), is(List.of(0.01)));
    }

    @Test
    public void whatWasNotMeasuredIsAGap() {
        rounds.after(Duration.ofMinutes(4), comparing(pair("half a minute of silence", "latency of 2.3.1")));
        assertThat(doubles(last().candidate()), is(List.of(Double.NaN, 7.0, Double.NaN)));
    }

    @Test
    public void aSideWithoutDataIsNamed() {
        Reading reading = rounds.after(Duration.ofMinutes(4), comparing(pair("latency of 2.4.0", "nothing")));
        assertThat(reading.verdict(), is(Verdict.NO_DATA));
        assertThat(reading.why(), is("the baseline: imagined: nothing"));
        reading = rounds.after(Duration.ofMinutes(4), comparing(pair("unheard of", "latency of 2.3.1")));
        assertThat(reading.verdict(), is(Verdict.NO_DATA));
        assertThat(reading.why(), is("the candidate: imagined: nobody knows unheard of"));
    }

    @Test
    public void aSideThatDiedLetsNothingThroughButFailsAllTheSame() {
        Comparing comparing = comparing(pair("died after 5 minutes", "latency of 2.3.1"));
        verdict = Verdict.PASS;
        assertThat(rounds.after(Duration.ofMinutes(14), comparing).verdict(), is(Verdict.PASS));
        Reading silent = rounds.after(Duration.ofMinutes(15), comparing);
        assertThat(silent.verdict(), is(Verdict.NO_DATA));
        assertThat(silent.why(), is("the candidate: nothing was measured since 2026-11-22T10:05:00Z"));
        verdict = Verdict.FAIL;
        assertThat(rounds.after(Duration.ofMinutes(15), comparing).verdict(), is(Verdict.FAIL));
    }

    @Test
    public void undecidedForTooLongAsksAHuman() {
        Comparing comparing = comparing(pair("latency of {{version}}", null));
        Duration almost = Duration.ofHours(2).minusSeconds(1);
        assertThat(rounds.after(almost, comparing).verdict(), is(Verdict.WAITING));
        Reading late = rounds.after(Duration.ofHours(2), comparing);
        assertThat(late.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(late.why(), is("undecided after 2h: as told"));
        verdict = Verdict.PASS;
        assertThat(rounds.after(Duration.ofHours(3), comparing).verdict(), is(Verdict.PASS));
    }

    @Test
    public void aFirstVersionHasNothingToBeComparedWith() {
        rounds.in(InRounds.situation(""));
        Reading first = rounds.after(Duration.ofMinutes(4), comparing(pair("latency of {{version}}", null)));
        assertThat(first.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(
                first.why(),
                is("there is nothing to compare with: no version of shop is known to run in production before 2.4.0"));
        first = rounds.after(
                Duration.ofMinutes(4), comparing(pair("latency of 2.4.0", "latency of {{ previousVersion }}")));
        assertThat(first.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(
                rounds.after(Duration.ofMinutes(4), comparing(pair("latency of 2.4.0", "latency of 2.3.1"))).verdict(),
                is(Verdict.WAITING));
    }

    @Test
    public void sourcesWithoutAPastAreGatheredRoundByRound() {
        var sources = new Pair(ImaginedSource.ofNow("latency of {{version}}"), null, null, null);
        Comparing comparing = comparing(sources);
        for (int i = 1; i <= 3; i++) {
            rounds.after(MINUTE.multipliedBy(i), comparing);
        }
        assertThat(doubles(last().candidate()), is(List.of(1.5, 2.5, 3.5)));
        assertThat(doubles(last().baseline()), is(List.of(1.0, 2.0, 3.0)));
        Chart chart = rounds.after(MINUTE.multipliedBy(4), comparing).estimate().chart();
        assertThat(chart.from(), is(InRounds.START.plus(MINUTE)));
        assertThat(chart.stepMillis(), is(60_000L));
        rounds.restarted().after(MINUTE.multipliedBy(5), comparing);
        assertThat("a restart begins anew", doubles(last().candidate()), is(List.of(5.5)));
    }

    @Test
    public void aRoundThatMissesASideCountsForNeither() {
        var failing = new AtomicInteger();
        ImaginedSource.imagine("sometimes", at -> failing.get() == 1 ? Double.NaN : 3);
        var sources =
                new Pair(ImaginedSource.ofNow("sometimes"), null, ImaginedSource.ofNow("latency of 2.3.1"), null);
        Comparing comparing = comparing(sources);
        rounds.after(MINUTE, comparing);
        failing.set(1);
        assertThat(rounds.after(MINUTE.multipliedBy(2), comparing).verdict(), is(Verdict.NO_DATA));
        failing.set(0);
        rounds.after(MINUTE.multipliedBy(3), comparing);
        assertThat(doubles(last().baseline()), is(List.of(1.0, 3.0)));
    }

    @Test
    public void whatIsDrawnIsBounded() {
        Reading reading = rounds.after(Duration.ofHours(100), comparing(pair("latency of {{version}}", null)));
        Chart chart = reading.estimate().chart();
        assertThat(chart.candidate().size(), lessThanOrEqualTo(Chart.MOST));
        assertThat(chart.stepMillis(), is(Duration.ofMinutes(125).toMillis()));
        rounds.after(Duration.ofDays(30), comparing(pair("latency of {{version}}", null)));
        assertThat(last().candidate().length, is(Window.MOST_POINTS));
    }

    @Test
    public void aMistakeOfASourceIsNotShown() {
        var sources = new Pair(new BrokenSource("fails"), null, ImaginedSource.ofNow("latency of 2.3.1"), null);
        try {
            rounds.after(MINUTE, comparing(sources));
            throw new AssertionError("goes on");
        } catch (RuntimeException e) {
            assertThat(String.valueOf(e.getCause()), containsString("IllegalStateException"));
        }
    }

    @Test
    public void withoutAnEstimateThereIsNoNumber() {
        Comparing.Judge none = (sides, situation) -> new Finding(Verdict.NO_DATA, "nothing", null);
        var comparing =
                new Comparing("x", pair("latency of {{version}}", null), none, MINUTE, Duration.ZERO, MINUTE);
        Reading reading = rounds.after(Duration.ofMinutes(4), comparing);
        assertThat(reading.value(), is(nullValue()));
        assertThat(reading.estimate(), is(nullValue()));
    }

    private static List<Double> doubles(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
