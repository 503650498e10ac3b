package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaJudge.Judged;
import io.jenkins.plugins.rollout.analysis.KayentaJudge.Outcome;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Direction;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Effects;
import io.jenkins.plugins.rollout.analysis.KayentaScore.Counted;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Scores beside Kayenta's own tests, and verdicts where data is missing. */
public class KayentaJudgeTest {
    private static final KayentaScore EQUAL = new KayentaScore(Map.of());

    @Test
    public void scoresAreThoseOfKayenta() throws Exception {
        for (JsonNode each : KayentaCases.read("scores.json")) {
            var weights = new HashMap<String, Double>();
            each.path("weights").fields().forEachRemaining(of -> weights.put(of.getKey(), of.getValue().asDouble()));
            var metrics = new ArrayList<Counted>();
            for (JsonNode metric : each.path("metrics")) {
                metrics.add(new Counted(
                        List.of(metric.path("group").asText()),
                        label(metric.path("label").asText()),
                        metric.path("critical").asBoolean()));
            }
            double score = new KayentaScore(weights).of(metrics);
            assertEquals(each.path("name").asText(), each.path("score").asDouble(), score, 0);
        }
    }

    private static Label label(String written) {
        for (Label label : Label.values()) {
            if (label.toString().equals(written)) {
                return label;
            }
        }
        throw new IllegalArgumentException(written);
    }

    @Test
    public void scoreDecidesBetweenThreeVerdicts() {
        assertEquals(Verdict.PASS, judge(false, Label.PASS, Label.PASS, Label.PASS, Label.PASS).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judge(false, Label.PASS, Label.PASS, Label.PASS, Label.HIGH).verdict());
        assertEquals(Verdict.FAIL, judge(false, Label.PASS, Label.PASS, Label.LOW, Label.HIGH).verdict());
    }

    @Test
    public void aLoneMetricThatCannotBeClassifiedPassesInKayentaAlone() {
        assertEquals(Verdict.PASS, judge(true, Label.ERROR).verdict());
        assertEquals(100, judge(true, Label.ERROR).score(), 0);
        assertEquals(Verdict.INCONCLUSIVE, judge(false, Label.ERROR).verdict());
    }

    @Test
    public void aMetricWithoutDataIsLeftOutByKayentaAlone() {
        assertEquals(Verdict.PASS, judge(true, Label.PASS, Label.PASS, Label.NODATA).verdict());
        Outcome ours = judge(false, Label.PASS, Label.PASS, Label.NODATA);
        assertEquals(Verdict.INCONCLUSIVE, ours.verdict());
        assertEquals(66.67, ours.score(), 0);
        assertEquals(100, ours.best(), 0);
    }

    @Test
    public void nothingFailsForWantOfDataUnlessStrict() {
        assertEquals(Verdict.FAIL, judge(true, Label.NODATA).verdict());
        assertEquals(Verdict.NO_DATA, judge(false, Label.NODATA).verdict());
        assertEquals(Verdict.FAIL, judge(true, Label.NODATA_FAIL).verdict());
        assertEquals(Verdict.NO_DATA, judge(false, Label.NODATA_FAIL).verdict());
    }

    @Test
    public void tooFewSamplesWait() {
        assertEquals(Verdict.WAITING, judge(false, Label.PASS, Label.TOO_FEW).verdict());
        assertEquals(Verdict.WAITING, judge(false, Label.NODATA, Label.TOO_FEW).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judge(false, Label.ERROR, Label.TOO_FEW).verdict());
    }

    @Test
    public void whatIsNotKnownMattersOnlyWhereItCouldChangeTheVerdict() {
        assertEquals(
                Verdict.FAIL,
                judge(false, Label.HIGH, Label.HIGH, Label.HIGH, Label.NODATA).verdict());
        var weights = new KayentaScore(Map.of("a", 97.0, "b", 3.0));
        var judge = new KayentaJudge(weights, 95, 75, false);
        assertEquals(
                Verdict.PASS,
                judge.judge(List.of(judged("x", "a", Label.PASS, false), judged("y", "b", Label.NODATA, false)))
                        .verdict());
        assertEquals(
                "a critical one may be the end of it",
                Verdict.INCONCLUSIVE,
                judge.judge(List.of(judged("x", "a", Label.PASS, false), judged("y", "b", Label.NODATA, true)))
                        .verdict());
    }

    @Test
    public void mutedMetricsAreNotHeard() {
        var muted = new KayentaMetric(
                Direction.EITHER, false, 0, true, false, true, false, new Effects(1, 1), new Effects(1, 1));
        var judge = new KayentaJudge(EQUAL, 95, 75, false);
        var high = new Judged("m", List.of("a"), muted, finding(Label.HIGH, true));
        assertEquals(
                Verdict.PASS,
                judge.judge(List.of(high, judged("x", "a", Label.PASS, false))).verdict());
    }

    @Test
    public void whyNamesTheMetricsThatDoNotPass() {
        Outcome outcome = judge(false, Label.PASS, Label.HIGH, Label.NODATA);
        assertThat(outcome.why(), containsString("score between 33.33 and 66.67, 95 passes, less than 75 fails: "));
        assertThat(outcome.why(), containsString("'m1' High"));
        assertThat(outcome.why(), containsString("'m2' Nodata"));
    }

    @Test
    public void marginalIsNotMoreThanPass() {
        assertThrows(IllegalArgumentException.class, () -> new KayentaJudge(EQUAL, 50, 75, false));
    }

    private static Outcome judge(boolean strict, Label... labels) {
        var metrics = new ArrayList<Judged>();
        for (int at = 0; at < labels.length; at++) {
            metrics.add(judged("m" + at, "group", labels[at], false));
        }
        return new KayentaJudge(EQUAL, 95, 75, strict).judge(metrics);
    }

    private static Judged judged(String name, String group, Label label, boolean critical) {
        var metric = new KayentaMetric(
                Direction.EITHER, false, 0, critical, false, false, false, new Effects(1, 1), new Effects(1, 1));
        return new Judged(name, List.of(group), metric, finding(label, critical));
    }

    private static KayentaFinding finding(Label label, boolean critical) {
        return KayentaFinding.without(label, "so it is", critical, 10, 10);
    }
}
