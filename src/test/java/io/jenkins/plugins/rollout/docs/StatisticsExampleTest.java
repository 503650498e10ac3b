package io.jenkins.plugins.rollout.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.analysis.ConfidenceSequence;
import io.jenkins.plugins.rollout.analysis.Finding;
import io.jenkins.plugins.rollout.analysis.Question;
import io.jenkins.plugins.rollout.analysis.SampleRatio;
import io.jenkins.plugins.rollout.analysis.SequentialComparison;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.analysis.Tolerance;
import io.jenkins.plugins.rollout.analysis.Worse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Test;

/** The worked examples of docs/statistics.md, reckoned again. */
public class StatisticsExampleTest {
    private String page;

    @Before
    public void read() throws IOException {
        page = Files.readString(Example.root().resolve("docs/statistics.md"));
    }

    @Test
    public void theSequentialExampleIsReckonedRight() {
        double[] candidate = series("candidate");
        double[] baseline = series("baseline");
        says(judge(Sides.of(candidate, baseline), "10%"));
        says(judge(Sides.of(Arrays.copyOf(candidate, 15), Arrays.copyOf(baseline, 15)), "10%"));
        var sequence = new ConfidenceSequence(1.1);
        for (int i = 0; i < candidate.length; i++) {
            sequence.add(candidate[i], baseline[i]);
        }
        states("mean of the differences", sequence.mean());
        states("independent samples", sequence.effective());
        states("half width", sequence.halfWidth(0.04));
    }

    @Test
    public void theExampleOfEventsIsReckonedRight() {
        double[] candidate = series("errors, candidate");
        double[] baseline = series("errors, baseline");
        var requests = new double[candidate.length];
        Arrays.fill(requests, 1000);
        says(judge(new Sides(candidate, baseline, requests, requests), "10%"));
    }

    @Test
    public void theExampleOfASplitIsReckonedRight() {
        says(SampleRatio.of(0.05).judge(7_900, 92_100));
        says(SampleRatio.of(0.05).judge(510, 9_490));
    }

    private static Finding judge(Sides sides, String tolerance) {
        return new SequentialComparison()
                .judge(sides, new Question(Worse.HIGHER, Tolerance.parse(tolerance), 0.98, 10));
    }

    private void says(Finding found) {
        assertThat(page, containsString(found.verdict() + ": " + found.why()));
    }

    private void states(String what, double number) {
        assertThat(page, containsString("| " + what + " | " + String.format(Locale.ROOT, "%.3f", number) + " |"));
    }

    private double[] series(String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ": +(.*)$").matcher(page);
        assertThat(name, line.find(), is(true));
        return Arrays.stream(line.group(1).trim().split(" +")).mapToDouble(Double::parseDouble).toArray();
    }
}
