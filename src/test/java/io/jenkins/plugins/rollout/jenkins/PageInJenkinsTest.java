package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.Result;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * The page in the frame that Jenkins puts around it, in a real browser, under the content security policy that Jenkins
 * enforces here.
 */
public class PageInJenkinsTest {
    @ClassRule
    public static final BuildWatcher BUILDS = new BuildWatcher();

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final StubServer METRICS = new StubServer();

    private static JenkinsInChromium browser;
    private WorkflowRun run;

    @BeforeClass
    public static void openBrowser() throws IOException {
        browser = new JenkinsInChromium(Chromium.start(), url());
        METRICS.on("/stats", 200, "{\"errors\": 0.004}");
    }

    @AfterClass
    public static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Before
    public void ask() throws Exception {
        People.moveIn(JENKINS);
        RolloutConfiguration.get().setFreeUrls(List.of(METRICS.uri("/").toString()));
        run = People.start(JENKINS, """
                def errors = threshold(name: 'error rate', atMost: 0.01, source: json(url: '%s', path: '/errors'))
                rollout(application: 'checkout', version: '2.4.0', previousVersion: '2.3.1', phases: [
                  [name: 'dogfood', audience: 'employees', gate: [approval: [automatic: true]]],
                  [name: 'canary', exposure: 5, gate: [metrics: [errors], interval: '1s',
                   approval: [from: ['release-managers'], quorum: 2, message: 'Numbers fine?']],
                   bake: [duration: '2s', interval: '1s', metrics: [errors]]],
                  [name: 'full', exposure: 100, gate: [approval: [from: ['release-managers']]]],
                ]) {
                  echo "$ROLLOUT_ACTION $ROLLOUT_PHASE"
                }
                """.formatted(METRICS.uri("/stats")));
        JENKINS.waitForMessage("waiting for approval", run);
        browser.complaints();
    }

    @After
    public void leaveNothingRunning() throws Exception {
        browser.driver().get("about:blank");
        if (run.isBuilding()) {
            run.doKill();
            JENKINS.waitForCompletion(run);
        }
    }

    private static URI url() {
        try {
            return JENKINS.getURL().toURI();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Visitor as(String user) {
        return Visitor.of(url(), user, user);
    }

    private JsonNode phase(String name) throws Exception {
        JsonNode state = as("mallory").get(run.getUrl() + "rollout/state").json();
        for (JsonNode phase : state.get("phases")) {
            if (phase.get("name").asText().equals(name)) {
                return phase;
            }
        }
        throw new AssertionError("no phase " + name + " in " + state);
    }

    private void approveElsewhere(String user, String phase) throws Exception {
        String evidence = phase(phase).at("/gate/approval/evidence").asText();
        assertThat(as(user).postJson(run.getUrl() + "rollout/approve", Map.of("evidence", evidence)).status(), is(200));
    }

    private void markThisLoad() {
        browser.driver().executeScript("window.loadedOnce = true");
    }

    private void assertNotLoadedAgain() {
        assertThat(browser.driver().executeScript("return window.loadedOnce === true"), is(true));
    }


    /** What the badge beside the link in the side panel says; nothing where none is seen. */
    private static List<String> waiting() {
        return browser.sidePanelLink().findElements(By.className("task-icon-badge")).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText)
                .toList();
    }

    /** Pictures for those who look, where they are wanted. */
    private static void picture(String name) throws IOException {
        String folder = System.getProperty("pictures");
        if (folder != null) {
            browser.chromium().picture(Path.of(folder, name + ".png"), false);
        }
    }

    @Test
    public void approvesThroughTheDialogAndSeesTheRestWithoutLoadingAgain() throws Exception {
        browser.logIn("alice");
        browser.open(run.getUrl());
        assertThat(browser.sidePanelLink().getText(), containsString("Rollout"));
        assertThat(waiting(), is(List.of("1")));
        picture("build");

        browser.openRollout(run.getUrl());
        markThisLoad();
        picture("asking");
        browser.one("[data-act=approve]").click();
        browser.one("[data-confirm]");
        picture("dialog");
        browser.one("[data-do=cancel]").click();
        browser.approve("Numbers are fine");
        browser.awaitText("[data-phase=canary] .ro-person", "Numbers are fine");

        approveElsewhere("bob", "canary");
        browser.awaitText(".ro-status__text", "full: waits");
        picture("full");
        browser.approve("");
        browser.awaitText(".ro-status__word", "Succeeded");
        assertNotLoadedAgain();
        picture("succeeded");
        assertThat("the badge went without loading again", waiting(), empty());
        JENKINS.assertBuildStatusSuccess(JENKINS.waitForCompletion(run));
        assertThat(browser.complaints(), empty());

        browser.open(run.getUrl());
        assertThat("nothing waits", waiting(), empty());
    }

    @Test
    public void rejectsWithAReason() throws Exception {
        browser.logIn("bob");
        browser.openRollout(run.getUrl());
        markThisLoad();
        browser.confirm("reject", "Not before the holidays");
        browser.awaitText(".ro-status__text", "Not before the holidays");
        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
        browser.awaitText(".ro-status__word", "Aborted");
        assertNotLoadedAgain();
        picture("aborted");
        assertThat(browser.complaints(), empty());
    }

    @Test
    public void approvesAndRejectsStraightFromTheLog() throws Exception {
        browser.logIn("alice");
        browser.open(run.getUrl() + "console");
        browser.one("a.post-hyperlink-note-button");
        picture("log");
        browser.one("a.post-hyperlink-note-button").click();
        await().atMost(Duration.ofMinutes(1)).until(() -> phase("canary").at("/gate/approval/given").size() == 1);
        assertThat(phase("canary").at("/gate/approval/given/0/via").asText(), is("log"));

        browser.logIn("bob");
        browser.open(run.getUrl() + "console");
        browser.one("a[href*='do=reject']").click();
        String title = browser.one("dialog[open] .ro-dialog__title").getText();
        assertThat("the dialog opens by itself", title, containsString("canary"));
        browser.one("#ro-dialog-text").sendKeys("From the log");
        browser.one("[data-confirm]").click();
        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
        assertThat(browser.complaints(), empty());
    }

    @Test
    public void fitsAPhoneWithinJenkinsFrame() throws Exception {
        browser.logIn("alice");
        browser.chromium().phone();
        try {
            browser.openPage(run.getUrl() + "rollout/");
            picture("phone");
            long width = (Long) browser.driver().executeScript("return document.documentElement.scrollWidth");
            assertThat(width, lessThanOrEqualTo(390L));
            long top = (Long) browser.driver().executeScript(
                    "return Math.round(document.querySelector('.ro-title').getBoundingClientRect().top)");
            assertThat("what it is about is on the first screen", top, lessThanOrEqualTo(400L));
        } finally {
            browser.chromium().desktop();
        }
    }

    @Test
    public void jenkinsEnforcesItsPolicyAndWhoMayOnlyLookHasNoButtons() throws Exception {
        Visitor.Answer page = as("mallory").get(run.getUrl() + "rollout/");
        assertThat(page.header("Content-Security-Policy"), containsString("script-src"));
        browser.logIn("mallory");
        browser.openRollout(run.getUrl());
        assertThat(browser.all("[data-act]"), empty());
        assertThat(browser.complaints(), empty());
    }
}
