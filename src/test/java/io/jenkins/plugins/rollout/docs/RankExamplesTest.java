package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.analysis.Finding;
import io.jenkins.plugins.rollout.analysis.KayentaClassifier;
import io.jenkins.plugins.rollout.analysis.KayentaFinding;
import io.jenkins.plugins.rollout.analysis.KayentaJudge;
import io.jenkins.plugins.rollout.analysis.KayentaJudge.Judged;
import io.jenkins.plugins.rollout.analysis.KayentaMetric;
import io.jenkins.plugins.rollout.analysis.KayentaScore;
import io.jenkins.plugins.rollout.analysis.MannWhitneyComparison;
import io.jenkins.plugins.rollout.analysis.Question;
import io.jenkins.plugins.rollout.analysis.RankShift;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.analysis.Tolerance;
import io.jenkins.plugins.rollout.analysis.Worse;
import io.jenkins.plugins.rollout.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.Before;
import org.junit.Test;

/** The worked examples of docs/statistics.md that are about ranks, reckoned again. */
public class RankExamplesTest {
    private String section;
    private double[] candidate;
    private double[] baseline;

    @Before
    public void read() throws IOException {
        String page = Files.readString(Example.root().resolve("docs/statistics.md"));
        section = page.substring(page.indexOf("## Mann–Whitney"), page.indexOf("## Sample ratio"));
        candidate = series("candidate");
        baseline = series("baseline");
    }

    private double[] series(String side) {
        Matcher line = Pattern.compile("^" + side + ": +(.+)$", Pattern.MULTILINE).matcher(section);
        assertThat(line.find(), is(true));
        return Arrays.stream(line.group(1).split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    public void theIntervalOfOneLookIsReckonedRight() {
        RankShift shift = RankShift.of(candidate, baseline);
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.01);
        assertThat(shift.estimate(), is(21.0));
        assertThat(shift.interval(z, 1), is(new RankShift.Interval(17, 26, false)));
        assertThat(section, containsString("*k* = 32: 17 to 26"));
    }

    @Test
    public void theVerdictOfManyLooksIsReckonedRight() {
        Finding found = judge("10%");
        assertThat(found.verdict(), is(Verdict.FAIL));
        assertThat(section, containsString(found.why()));
        assertThat(found.estimate().lower(), is(13.0));
        assertThat(found.estimate().upper(), is(32.0));
        assertThat(found.estimate().highest(), is(closeTo(10.36, 0.01)));
        assertThat(judge("20%").verdict(), is(Verdict.WAITING));
    }

    private Finding judge(String tolerance) {
        return new MannWhitneyComparison()
                .judge(Sides.of(candidate, baseline), new Question(Worse.HIGHER, Tolerance.parse(tolerance), 0.98, 10));
    }

    @Test
    public void theScoreIsReckonedRight() {
        var classifier = new KayentaClassifier(KayentaClassifier.TOLERANCE, KayentaClassifier.CONFIDENCE, 10, false);
        KayentaFinding high = classifier.classify(candidate, baseline, KayentaMetric.DEFAULT);
        KayentaFinding same = classifier.classify(baseline, baseline, KayentaMetric.DEFAULT);
        var judge = new KayentaJudge(new KayentaScore(Map.of("speed", 40.0, "errors", 60.0)), 95, 75, false);
        KayentaJudge.Outcome outcome = judge.judge(List.of(
                new Judged("latency", List.of("speed"), KayentaMetric.DEFAULT, high),
                new Judged("errors", List.of("errors"), KayentaMetric.DEFAULT, same)));
        assertThat(outcome.verdict(), is(Verdict.FAIL));
        assertThat(section, containsString(outcome.why()));
    }
}
