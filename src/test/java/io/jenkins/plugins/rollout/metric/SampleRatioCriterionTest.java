package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

public class SampleRatioCriterionTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private final InRounds rounds = new InRounds();

    @Before
    public void imagine() {
        // 5 % of 2000 requests a minute are 100, with a little that comes and goes
        ImaginedSource.imagine("requests of 2.4.0", at -> 100 + minute(at) % 3 - 1);
        ImaginedSource.imagine("requests of 2.3.1", at -> 1900 + minute(at) % 5 - 2);
        ImaginedSource.imagine("too many requests", at -> 160 + minute(at) % 3);
        ImaginedSource.imagine("total of 2.4.0", at -> 100 * minute(at));
        ImaginedSource.imagine("total of 2.3.1", at -> 1900 * (minute(at) % 100));
    }

    private static double minute(Instant at) {
        return at.getEpochSecond() / 60 % 1000;
    }

    private static SampleRatioCriterion ratio(String what) {
        return new SampleRatioCriterion("split", new ImaginedSource(what));
    }

    @Test
    public void aSplitAsMeantHolds() {
        Reading reading = rounds.after(Duration.ofHours(1), ratio("requests of {{version}}"));
        assertThat(reading.why(), reading.verdict(), is(Verdict.PASS));
        assertThat(reading.value(), org.hamcrest.Matchers.closeTo(0.05, 0.001));
        assertThat("the share is drawn", reading.estimate().chart().candidate().get(0) < 0.06, is(true));
        assertThat(reading.estimate().chart().baseline(), is(List.of()));
    }

    @Test
    public void aSplitThatIsOffAsksAHuman() {
        SampleRatioCriterion off = ratio("too many requests");
        off.setBaseline(new ImaginedSource("requests of {{previousVersion}}"));
        Reading reading = rounds.after(Duration.ofHours(1), off);
        assertThat(reading.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(reading.why(), containsString("5% should"));
        assertThat(reading.why(), containsString("cannot be trusted"));
    }

    @Test
    public void anotherShareCanBeMeant() {
        SampleRatioCriterion ratio = ratio("requests of {{version}}");
        ratio.setExpected(20.0);
        assertThat(rounds.after(Duration.ofHours(1), ratio).verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(ratio.toCriterion().limit(), is("within 10% of the 20 % that are meant"));
        assertThat(ratio("requests of {{version}}").toCriterion().limit(), is("within 10% of the exposure"));
    }

    @Test
    public void totalsAreTakenApart() {
        SampleRatioCriterion ratio = ratio("total of {{version}}");
        ratio.setCounter(true);
        assertThat(rounds.after(Duration.ofHours(3), ratio).verdict(), is(Verdict.PASS));
        var now = new SampleRatioCriterion("split", ImaginedSource.ofNow("total of {{version}}"));
        now.setCounter(true);
        Reading reading = null;
        for (int minute = 1; minute <= 60; minute++) {
            reading = rounds.after(Duration.ofMinutes(minute), now);
        }
        assertThat(reading.why(), reading.verdict(), is(Verdict.PASS));
    }

    @Test
    public void fewRequestsAreWaitedForUntilAHumanIsAsked() {
        SampleRatioCriterion ratio = ratio("requests of {{version}}");
        ratio.setMinimumSamples(1_000_000);
        assertThat(rounds.after(Duration.ofHours(1), ratio).verdict(), is(Verdict.WAITING));
        assertThat(rounds.after(Duration.ofHours(2), ratio).verdict(), is(Verdict.INCONCLUSIVE));
    }

    @Test
    public void aPhaseWithoutExposureSaysNothingOfShares() {
        rounds.in(new Situation("r1", "shop", "production", "2.4.0", "2.3.1", "dogfood", "", "employees"));
        Reading reading = rounds.after(Duration.ofHours(1), ratio("requests of {{version}}"));
        assertThat(reading.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(reading.why(), is("nobody said which share is meant: phase 'dogfood' has no exposure between 0 and 100;"
                + " write expected: 5, say"));
    }

    @Test
    public void namesEveryMistakeWithItsMend() {
        SampleRatioCriterion wrong = ratio("requests");
        wrong.setExpected(100.0);
        wrong.setTolerance("0.1");
        wrong.setMinimumSamples(0);
        assertThat(problems(wrong), is(List.of(
                "baseline: is missing; write where the other side's number comes from, or {{version}} in source, which then"
                        + " asks about the previous version, too",
                "tolerance: '0.1' is not between 0% and 100%",
                "minimumSamples: 0 is less than 1")));
        wrong.setTolerance("10%");
        wrong.setConfidence(1);
        assertThat(problems(wrong).subList(1, 3), is(List.of(
                "expected: 100 is not between 0 and 100; write what percentage of the requests the new version should have",
                "confidence: 1.0 is not between 0.5 and 1")));
        assertThat(problems(new SampleRatioCriterion("split", ImaginedSource.ofNow("of {{version}}"))), is(List.of(
                "counter: is missing; one of the sources gives one number at a time, which must be a running total:"
                        + " counter: true")));
    }

    private static List<String> problems(SampleRatioCriterion criterion) {
        return criterion.validate().stream().map(Problem::toString).toList();
    }
}
