package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.Test;
import org.openqa.selenium.OutputType;

/** What a verdict rests on, in a real browser. */
public class EvidenceInChromiumTest extends StagedPage {
    private static final String LATENCY = "[data-phase=canary] [data-criterion=latency] ";

    @Test
    public void showsTheEstimateItsIntervalAndWhatIsStillWanted() throws IOException {
        open(Scene.comparing(Verdict.WAITING));

        assertThat(text(LATENCY + ".ro-criterion__verdict"), is("Waits"));
        assertThat(text(LATENCY + ".ro-criterion__value"), is("+0.021"));
        assertThat(text(LATENCY + ".ro-criterion__why"), containsString("about 40 more samples decide"));
        List<String> facts = elements(LATENCY + ".ro-estimate__facts > div").stream()
                .map(fact -> fact.getText().replace('\n', ' '))
                .toList();
        assertThat(facts, is(List.of(
                "Difference +0.021 (+5.66 %)",
                "Interval, 98 % sure -0.013 to +0.055",
                "Tolerated +0.0371 or less",
                "New version 0.392",
                "Baseline 0.371",
                "Samples 31 and 32, worth 14 independent ones, about 40 more wanted")));
        assertThat(chromium.complaints(), empty());
    }

    @Test
    public void drawsBothSeriesWithWhatIsTolerated() throws IOException {
        open(Scene.comparing(Verdict.FAIL));

        assertThat(elements(LATENCY + "svg.ro-spark"), empty());
        String candidate = element(LATENCY + ".ro-chart__candidate").getDomAttribute("d");
        assertThat("a gap where nothing was measured", candidate.split("M").length, is(3));
        assertThat(element(LATENCY + ".ro-chart__baseline").getDomAttribute("d").split("[ML]").length, is(33));
        assertThat(elements(LATENCY + ".ro-chart__band").size(), is(1));
        String described = element(LATENCY + "svg.ro-chart").getDomAttribute("aria-label");
        assertThat(described, containsString("latency: the new version and the baseline over time, between 0."));
        // the candidate is drawn above what is tolerated, which ends at the band's upper edge
        double edge = Double.parseDouble(element(LATENCY + ".ro-chart__limit").getDomAttribute("y1"));
        double last = Double.parseDouble(candidate.substring(candidate.lastIndexOf(' ') + 1));
        assertThat(edge, greaterThan(last));
        assertThat(text(LATENCY + ".ro-criterion__verdict"), is("Fails"));
    }

    @Test
    public void aPercentileShowsItsSamplesAlone() throws IOException {
        open(Scene.comparing(Verdict.PASS));

        String p95 = "[data-phase=canary] [data-criterion='latency p95'] ";
        assertThat(text(p95 + ".ro-criterion__value"), is("0.452"));
        assertThat(elements(p95 + ".ro-chart__baseline"), empty());
        assertThat(elements(p95 + ".ro-chart__limit").size(), is(1));
        assertThat(text(p95 + ".ro-estimate__facts").replace('\n', ' '),
                is("Percentile 0.452 Tolerated 0.5 or less Samples 48"));
    }

    @Test
    public void whoApprovesSeesItInTheQuestion() throws IOException {
        open(Scene.comparing(Verdict.PASS));
        element("[data-act=approve]").click();

        assertThat(text(".ro-about"), containsString("Difference: +0.004 (+1.078 %)"));
        assertThat(text(".ro-about"), containsString("Interval, 98 % sure: -0.014 to +0.022"));
        assertThat(text(".ro-about"), containsString("Samples: 31 and 32"));
        assertThat(text(".ro-about"), containsString("Evidence"));
    }

    @Test
    public void fitsAPhoneAndReadsWellInTheDark() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            chromium.phone().preferring("prefers-color-scheme", scheme);
            open(Scene.comparing(Verdict.WAITING));
            assertThat((Long) js("return document.documentElement.scrollWidth"), lessThanOrEqualTo(390L));
            assertThat(scheme, Contrast.tooLow(browser(), "#rollout *"), empty());
            close();
        }
    }

    @Test
    public void numbersThatAreNotThereLeaveNoHole() throws IOException {
        var bare = new Estimate("of tomorrow", null, null, null, null, null, null, null, null, 0, null, null, null, null);
        var hostile = "<img src=x onerror=alert(1)>";
        open(Scene.comparing(Verdict.WAITING).measured("canary", Stage.GATE, List.of(
                new Reading("latency", Verdict.NO_DATA, null, hostile, Instant.now(), bare))));

        assertThat(text(LATENCY + ".ro-estimate__facts").replace('\n', ' '), is("Samples 0"));
        assertThat(text(LATENCY + ".ro-criterion__why"), is(hostile));
        assertThat(elements(LATENCY + "img"), empty());
        assertThat(chromium.complaints(), empty());
    }

    /** Run by hand with {@code -Dpictures=<folder>} to look at the page. */
    @Test
    public void leavesPicturesForThoseWhoLook() throws IOException {
        String folder = System.getProperty("pictures");
        if (folder != null) {
            for (String scheme : List.of("light", "dark")) {
                chromium.preferring("prefers-color-scheme", scheme);
                picture(folder, "evidence-waiting-" + scheme, Scene.comparing(Verdict.WAITING));
                picture(folder, "evidence-passed-" + scheme, Scene.comparing(Verdict.PASS));
            }
            chromium.desktop().preferring("prefers-color-scheme", "light");
            open(Scene.comparing(Verdict.WAITING));
            byte[] checks = element("[data-phase=canary] .ro-part--checks").getScreenshotAs(OutputType.BYTES);
            Files.write(Path.of(folder, "evidence.png"), checks);
        }
    }
}
