package io.jenkins.plugins.rollout.journal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.analysis.Thinned;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.Test;

/** What a verdict rests on goes through the journal, and what earlier versions of the plugin wrote is still read. */
public class EvidenceInJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static Estimate estimate(double lower) {
        var candidate = new double[5_000];
        var baseline = new double[5_000];
        var random = new Random(1);
        for (int i = 0; i < candidate.length; i++) {
            candidate[i] = 0.4 + random.nextGaussian() / 10;
            baseline[i] = i == 7 ? Double.NaN : 0.37 + random.nextGaussian() / 10;
        }
        return new Estimate(
                "sequential", 0.03, lower, 0.06, null, 0.037, 0.98, 0.4, 0.37, 5_000, 4_999L, 812.5, 40L,
                Thinned.chart(NOW, Duration.ofSeconds(15), candidate, baseline));
    }

    @Test
    public void isReadBackAsItWas() throws Exception {
        var reading = new Reading("latency", Verdict.WAITING, 0.03, "needs more", NOW, estimate(0.001));
        String json = Lines.JSON.writeValueAsString(reading);
        assertThat(Lines.JSON.readValue(json, Reading.class), is(reading));
        assertThat("the whole of it is small", json.length(), lessThan(2_000));
    }

    @Test
    public void anOpenEndIsNotWritten() throws Exception {
        var reading = new Reading("latency", Verdict.PASS, 0.03, "", NOW, estimate(Double.NEGATIVE_INFINITY));
        String json = Lines.JSON.writeValueAsString(reading);
        assertThat(json, not(containsString("lower")));
        assertThat(json, not(containsString("NaN")));
        assertThat(Lines.JSON.readValue(json, Reading.class).estimate().lower(), is(nullValue()));
    }

    @Test
    public void olderJournalsAreRead() throws Exception {
        Reading reading = Lines.JSON.readValue(
                "{\"criterion\":\"errors\",\"verdict\":\"PASS\",\"value\":0.0034,\"why\":\"fine\","
                        + "\"at\":\"2026-05-05T09:00:00Z\"}",
                Reading.class);
        assertThat(reading.estimate(), is(nullValue()));
        assertThat("and written as they were", Lines.JSON.writeValueAsString(reading), not(containsString("estimate")));
        Watch watch = Lines.JSON.readValue(
                "{\"rounds\":3,\"streak\":1,\"failures\":{},\"withoutData\":{},\"known\":{\"errors\":\"PASS\"},"
                        + "\"last\":[],\"lastAt\":\"2026-05-05T09:00:00Z\",\"nextAt\":\"2026-05-05T09:01:00Z\"}",
                Watch.class);
        assertThat(watch.since(), is(nullValue()));
        assertThat(watch.rounds(), is(3));
    }
}
