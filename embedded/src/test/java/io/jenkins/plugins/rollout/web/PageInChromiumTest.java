package io.jenkins.plugins.rollout.web;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a real browser: what is painted, what moves, what keys and fingers do. */
public class PageInChromiumTest extends StagedPage {
    private static final String OTHER_EVIDENCE = "sha256:" + "ab".repeat(32);

    @Test
    public void paintsFromTheStateItCarriesAndAsksForNoOther() throws IOException {
        open(Scene.asking());

        assertThat(text(".ro-title"), is("checkout 2.4.0"));
        assertThat(text(".ro-status__word"), is("Approval wanted"));
        assertThat(text(".ro-status__text"), is("canary: waits for 1 more approval from release-managers or sre."));
        assertThat(elements(".ro-phase").size(), is(5));
        assertThat(staged.asked().stream().filter(request -> request.contains("/state")).toList(), empty());
        assertThat(chromium.complaints(), empty());
    }

    @Test
    public void showsEachCheckWithItsValueItsLimitItsVerdictAndItsLine() throws IOException {
        open(Scene.asking());

        String errors = "[data-phase=canary] [data-criterion='error rate'] ";
        assertThat(text(errors + ".ro-criterion__verdict"), is("Holds"));
        assertThat(text(errors + ".ro-criterion__limit"), is("at most 0.01"));
        assertThat(Double.parseDouble(text(errors + ".ro-criterion__value")), lessThan(0.01));
        assertThat(elements(errors + ".ro-spark__limit").size(), is(1));
        String described = element(errors + "svg.ro-spark").getDomAttribute("aria-label");
        assertThat(described, startsWith("error rate: the last 30"));
        assertThat(text("[data-phase=canary] .ro-person"), containsString("Error rate is flat, go."));
        assertThat(text("[data-phase=canary] .ro-part--approval"), containsString("1 of 2 approvals"));
    }

    @Test
    public void fitsAPhoneWithoutScrollingSideways() throws IOException {
        chromium.phone();
        for (Scene scene : List.of(Scene.asking(), Scene.baking(), Scene.stuck(), hostile())) {
            open(scene);
            assertThat((Long) js("return document.documentElement.scrollWidth"), lessThanOrEqualTo(390L));
            close();
        }
    }

    @Test
    public void aThumbReachesApproveAndRejectAndTheKillSwitchIsApart() throws IOException {
        chromium.phone();
        open(Scene.asking());

        for (String action : List.of("approve", "reject", "rollback")) {
            var place = element("[data-act=" + action + "]").getRect();
            assertThat(action, place.height, greaterThanOrEqualTo(44));
            assertThat(action, place.width, greaterThanOrEqualTo(44));
            long bottom = (Long) js("return Math.round(document.querySelector('[data-act=" + action
                    + "]').getBoundingClientRect().bottom)");
            assertThat(action + " is on the screen", bottom, lessThanOrEqualTo(844L));
        }
        long gap = (Long) js("""
                const box = (a) => document.querySelector(`[data-act=${a}]`).getBoundingClientRect();
                return Math.round(box('rollback').top - box('approve').bottom);""");
        assertThat(gap, greaterThanOrEqualTo(8L));
        assertThat(element("[data-act=pause]").isDisplayed(), is(false));
        element("[data-do=more]").click();
        assertThat(element("[data-act=pause]").isDisplayed(), is(true));
        assertThat(element("[data-do=more]").getDomAttribute("aria-expanded"), is("true"));
    }

    @Test
    public void everythingThatCanBeTouchedIsLargeEnough() throws IOException {
        chromium.phone();
        open(Scene.asking());
        element("[data-do=more]").click();

        Object small = js("""
                return [...document.querySelectorAll('button, summary, input')].filter((e) => e.checkVisibility())
                  .map((e) => [e.textContent || e.type, Math.round(e.getBoundingClientRect().height)])
                  .filter(([, height]) => height < 44).map(String)""");
        assertThat((List<?>) small, empty());
    }

    @Test
    public void approvesByKeyboardAlone() throws IOException {
        open(Scene.asking());
        for (int i = 0; i < 10 && !"approve".equals(focused()); i++) {
            press(Keys.TAB);
        }
        assertThat(focused(), is("approve"));

        press(Keys.ENTER);
        until(driver -> driver.findElement(By.cssSelector("dialog")).isDisplayed());
        assertThat(focused(), is("ro-dialog-text"));
        press("Looks good to me");
        press(Keys.TAB, Keys.TAB);
        press(Keys.ENTER);

        until(driver -> !staged.posts().isEmpty());
        StagedRollout.Posted posted = staged.posts().get(0);
        assertThat(posted.action(), is("approve"));
        assertThat(posted.body().get("evidence").asText(), is(Scene.EVIDENCE));
        assertThat(posted.body().get("comment").asText(), is("Looks good to me"));
        assertThat(posted.body().get("via").asText(), is("page"));
        assertThat(posted.crumb(), is("c4umb"));
        until(driver -> !driver.findElement(By.cssSelector("dialog")).isDisplayed());
        assertThat("focus is where it was", focused(), is("approve"));
        assertThat((String) js("return document.getElementById('rollout-voice').textContent"), is("Approved."));
    }

    @Test
    public void theDialogShowsExactlyWhatIsApproved() throws IOException {
        open(Scene.asking());
        element("[data-act=approve]").click();

        String about = text(".ro-about");
        for (String part : List.of("checkout 2.4.0", "production", "canary · 25 % exposure", "error rate", "Holds",
                "at most 0.01", "latency p95", "sha256:9f2c4be1a7d0…", "sha256:41d0c85bb0df…")) {
            assertThat(about, containsString(part));
        }
        assertThat(browser().switchTo().activeElement().getDomProperty("id"), is("ro-dialog-text"));
        press(Keys.ESCAPE);
        until(driver -> !driver.findElement(By.cssSelector("dialog")).isDisplayed());
        assertThat(focused(), is("approve"));
        assertThat(staged.posts(), empty());
    }

    @Test
    public void aReasonIsAskedForBeforeAnythingIsSent() throws IOException {
        open(Scene.asking());
        element("[data-act=reject]").click();
        element("[data-confirm]").click();

        assertThat(text(".ro-dialog__error"), is("Say why in a few words; it is kept."));
        assertThat(staged.posts(), empty());
        press("Too many errors at checkout");
        new Actions(browser()).keyDown(Keys.CONTROL).sendKeys(Keys.ENTER).keyUp(Keys.CONTROL).perform();
        until(driver -> !staged.posts().isEmpty());
        assertThat(staged.posts().get(0).action(), is("reject"));
        assertThat(staged.posts().get(0).body().get("reason").asText(), is("Too many errors at checkout"));
    }

    @Test
    public void aStaleDigestAsksToReviewAgainAndKeepsTheComment() throws IOException {
        open(Scene.asking());
        staged.answering(409, JsonNodeFactory.instance.objectNode()
                .put("error", "what you saw has changed since; review again").put("field", "evidence"));
        element("[data-act=approve]").click();
        press("Go");
        element("[data-confirm]").click();
        until(driver -> !driver.findElements(By.cssSelector("[data-do=review]")).isEmpty());
        assertThat(text(".ro-dialog__error"), containsString("review again"));
        assertThat("nothing can be confirmed unseen", elements("[data-confirm]"), empty());

        staged.answering(200, JsonNodeFactory.instance.objectNode().put("sequence", 99));
        staged.scene(askedAnew());
        until(driver -> driver.findElement(By.cssSelector(".ro-status__text")).getText().contains("2 approvals"));
        element("[data-do=review]").click();
        assertThat(element("#ro-dialog-text").getDomProperty("value"), is("Go"));
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 2);
        assertThat(staged.posts().get(1).body().get("evidence").asText(), is(OTHER_EVIDENCE));
    }

    private static Scene askedAnew() {
        return Scene.asking()
                .happened(new Event.ApprovalsVoided("canary", "'error rate' changed from PASS to FAIL"))
                .happened(new Event.ApprovalRequested("canary", 2, OTHER_EVIDENCE));
    }

    @Test
    public void whatChangesWhileTheDialogIsOpenMustBeLookedAt() throws IOException {
        open(Scene.asking());
        element("[data-act=approve]").click();
        staged.scene(askedAnew());

        until(driver -> !driver.findElements(By.cssSelector("[data-do=review]")).isEmpty());
        assertThat(text(".ro-dialog__error"), startsWith("What you see has changed"));
        assertThat(elements("[data-confirm]"), empty());
    }

    @Test
    public void aRefusalStaysInTheDialog() throws IOException {
        open(Scene.asking());
        staged.answering(403, JsonNodeFactory.instance.objectNode().put("error", "bob is not among those asked: sre"));
        element("[data-act=approve]").click();
        element("[data-confirm]").click();

        until(driver -> text(".ro-dialog__error").equals("bob is not among those asked: sre"));
        assertThat(element("dialog").isDisplayed(), is(true));
        assertThat(element("[data-confirm]").isEnabled(), is(true));
    }

    @Test
    public void showsAChangeWithinASecond() throws IOException {
        open(Scene.asking());
        var yes = new Event.ApprovalGiven("canary", Scene.EVIDENCE, "Second yes");
        Scene scene = Scene.asking().happened(Scene.BOB, yes);
        await().until(() -> staged.asked().stream().anyMatch(request -> request.contains("wait=true")));

        long changed = System.nanoTime();
        staged.scene(scene);
        until(driver -> driver.findElements(By.cssSelector("[data-phase=canary] .ro-person")).size() == 2);
        assertThat(Duration.ofNanos(System.nanoTime() - changed), lessThan(Duration.ofSeconds(1)));
        assertThat(text("[data-phase=canary] .ro-part--approval"), containsString("Second yes"));
    }

    @Test
    public void aChangeLeavesAloneWhatSomebodyIsDoing() throws IOException {
        open(Scene.asking());
        element("[data-phase=alpha] summary").click();
        element(".ro-find").click();
        press("approved");
        staged.scene(Scene.asking().minutesMeasured(1, "canary", Stage.GATE)
                .happened(Scene.ALICE, new Event.Paused("lunch")));

        until(driver -> text(".ro-status__word").equals("Paused"));
        assertThat(element("[data-phase=alpha] details").getDomProperty("open"), is("true"));
        assertThat(element(".ro-find").getDomProperty("value"), is("approved"));
        assertThat(js("return document.activeElement.className"), is("ro-find"));
        assertThat(elements(".ro-event").size(), is(4));
    }

    @Test
    public void aPhaseOpensAndClosesWithItsWorkUnlessSomebodyTookItInHand() throws IOException {
        open(Scene.beforeCanary());
        assertThat(element("[data-phase=canary] details").getDomProperty("open"), is("true"));
        element("[data-phase=beta] summary").click();
        staged.scene(Scene.beforeCanary()
                .happened(new Event.GatePassed("canary"))
                .deployed("canary")
                .happened(new Event.PhaseDone("canary"))
                .happened(new Event.GateOpened("full", 1)));

        until(driver -> text("[data-phase=canary] .ro-phase__word").equals("Done"));
        assertThat(element("[data-phase=canary] details").getDomProperty("open"), is("false"));
        assertThat(element("[data-phase=full] details").getDomProperty("open"), is("true"));
        assertThat(element("[data-phase=beta] details").getDomProperty("open"), is("true"));
    }

    @Test
    public void whatItWaitsForStandsFirstAndStopIsNeverOutOfReach() throws IOException {
        chromium.phone();
        open(Scene.stuck());
        assertThat(element("[data-act=retry]").isDisplayed(), is(true));
        element("[data-do=more]").click();
        assertThat(element("[data-act=stop]").isDisplayed(), is(true));
    }

    @Test
    public void theHistoryIsFilteredAndSearched() throws IOException {
        open(Scene.stuck());
        element("[data-filter=bad]").click();
        assertThat(elements(".ro-event").size(), greaterThanOrEqualTo(3));
        assertThat(text(".ro-events"), not(containsString("approved by")));
        element("[data-filter=human]").click();
        assertThat(text(".ro-events"), containsString("approved by Bob Ferreira"));
        element(".ro-find").sendKeys("no such thing");
        assertThat(text(".ro-history"), containsString("Nothing here matches."));
    }

    @Test
    public void saysWhenTheConnectionIsLostAndWhenItIsBack() throws IOException {
        open(Scene.asking());
        staged.down(true);
        until(driver -> !driver.findElements(By.cssSelector(".ro-lost")).isEmpty());
        assertThat(text(".ro-lost"), containsString("Connection lost"));

        staged.down(false);
        until(driver -> driver.findElements(By.cssSelector(".ro-lost")).isEmpty());
    }

    @Test
    public void noAnswerToAnActIsNoSuccess() throws IOException {
        open(Scene.asking());
        element("[data-act=pause]").click();
        press("lunch");
        staged.down(true);
        element("[data-confirm]").click();

        until(driver -> text(".ro-dialog__error").startsWith("No answer from the server."));
        assertThat(element("dialog").isDisplayed(), is(true));
    }

    @Test
    public void asksNoMoreWhenItHasEnded() throws IOException {
        open(Scene.asking());
        await().until(() -> staged.asked().stream().anyMatch(request -> request.contains("wait=true")));
        staged.scene(Scene.asking().happened(new Event.RolloutEnded(Result.ABORTED, "stopped by Bob: enough")));
        until(driver -> text(".ro-status__word").equals("Aborted"));

        int asked = staged.asked().size();
        await().during(Duration.ofMillis(1500)).until(() -> staged.asked().size() == asked);
        assertThat(elements("[data-act]"), empty());

        open(Scene.ended());
        await().during(Duration.ofMillis(700)).until(() -> staged.asked().size() == 1);
    }

    @Test
    public void textFromOutsideStaysText() throws IOException {
        open(hostile());
        element("[data-act=approve]").click();

        assertThat(js("return window.pwned"), is((Object) null));
        assertThat(elements("#rollout img, #rollout script, #rollout a[href^='javascript'], dialog img"), empty());
        assertThat(text(".ro-title"), containsString("<img src=x onerror=pwned=1>"));
        assertThat(text(".ro-about"), containsString("<img src=x onerror=pwned=1>"));
        assertThat(text(".ro-events"), containsString("</script><script>pwned=1</script>"));
        assertThat(chromium.complaints(), empty());
    }

    private static Scene hostile() {
        return HostileScene.make();
    }

    @Test
    public void nothingIsRefusedByAStrictPolicy() throws IOException {
        for (Scene scene : List.of(Scene.asking(), Scene.baking(), Scene.stuck(), Scene.ended())) {
            open(scene);
            elements("[data-act]").stream().findFirst().ifPresent(button -> {
                button.click();
                press(Keys.ESCAPE);
            });
            assertThat(chromium.complaints(), empty());
            close();
        }
    }

    @Test
    public void readsWellInLightAndInDark() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            chromium.preferring("prefers-color-scheme", scheme);
            for (Scene scene : List.of(Scene.asking(), Scene.baking(), Scene.stuck())) {
                open(scene);
                assertThat(scheme, Contrast.tooLow(browser(), "#rollout *"), empty());
                elements("[data-act]").stream().findFirst().ifPresent(WebElement::click);
                assertThat(scheme + " dialog", Contrast.tooLow(browser(), "dialog *"), empty());
                close();
            }
            boolean dark = (Boolean) js("return matchMedia('(prefers-color-scheme: dark)').matches");
            assertThat(dark, is(scheme.equals("dark")));
        }
    }

    @Test
    public void nothingMovesForThoseWhoAskedForThat() throws IOException {
        chromium.preferring("prefers-reduced-motion", "reduce");
        open(Scene.beforeCanary()
                .happened(new Event.GatePassed("canary"))
                .happened(new Event.DeployStarted("canary", 1)));

        assertThat(js("return getComputedStyle(document.querySelector('.ro-sign__turn')).animationName"), is("none"));
    }

    @Test
    public void somebodyWithoutANameSeesNoButtonButAWayIn() throws IOException {
        var nobody = new Actor("anonymous", "anonymous", "page", Set.of(), Set.of());
        open(new StagedRollout(Scene.asking()).viewedBy(nobody));

        assertThat(elements("[data-act]"), empty());
        assertThat(text(".ro-actions"), containsString("You can look on."));
    }

    @Test
    public void theBakeRunsDownByItself() throws IOException {
        open(Scene.baking());
        String left = text(".ro-bake__left");
        assertThat(left, containsString("left"));
        until(driver -> !text(".ro-bake__left").equals(left) || left.startsWith("1"));
        assertThat(element(".ro-bake__bar").getDomAttribute("aria-valuenow"), is("40"));
    }

    @Test
    public void whatCouldNotBeUndoneStandsInWordsAndRed() throws IOException {
        open(Scene.stuck());

        assertThat(text("[data-phase=canary] .ro-note:nth-of-type(2)"), startsWith("Could not be undone:"));
        assertThat(text("[data-phase=canary] .ro-phase__word"), is("Not undone"));
        assertThat(text(".ro-status__word"), is("Needs a decision"));
    }

    @Test
    public void aLinkFromTheLogOpensTheDialogOfItsAction() throws IOException {
        staged = new StagedRollout(Scene.asking());
        browser().get(staged.url() + "?do=reject");
        until(driver -> driver.findElement(By.cssSelector("dialog")).isDisplayed());

        assertThat(text(".ro-dialog__title"), is("Reject canary?"));
    }

    @Test
    public void severalRolloutsOfABuildAreAList() throws IOException {
        staged = new StagedRollout(Scene.asking());
        var list = JsonNodeFactory.instance.arrayNode();
        list.addObject().put("id", "shop-12-1").put("application", "checkout").put("version", "2.4.0")
                .put("environment", "production").put("status", "running").put("statusText", "canary: bakes for 30m.");
        list.addObject().put("id", "shop-12-2").put("error", "line 12 does not verify");
        staged.carrying(list);
        open(staged);

        assertThat(element(".ro-list__link").getDomAttribute("href"), is("shop-12-1/"));
        assertThat(text(".ro-list"), containsString("line 12 does not verify"));
    }

    @Test
    public void aJournalThatCannotBeReadIsNamed() throws IOException {
        staged = new StagedRollout(Scene.asking());
        staged.carrying(JsonNodeFactory.instance.objectNode().put("error", "line 12 does not verify"));
        open(staged);

        assertThat(text("#rollout"), is("line 12 does not verify"));
        assertThat(chromium.complaints(), empty());
    }

    @Test
    public void twoBrowsersSeeTheSame() throws IOException {
        open(Scene.asking());
        try (Chromium other = Chromium.start()) {
            other.phone().driver().get(staged.url());
            staged.scene(Scene.asking().happened(Scene.ALICE, new Event.Paused("lunch")));
            until(driver -> text(".ro-status__text").equals("Paused by alice: lunch."));
            new WebDriverWait(other.driver(), Duration.ofSeconds(5), Duration.ofMillis(20)).until(driver ->
                    driver.findElement(By.cssSelector(".ro-status__text")).getText().equals("Paused by alice: lunch."));
        }
    }

    @Test
    public void isSmall() throws IOException {
        open(Scene.asking());
        assertThat(ScriptSize.compressed(), lessThan(40 * 1024));
    }

    /** Run by hand with {@code -Dpictures=<folder>} to look at the page. */
    @Test
    public void leavesPicturesForThoseWhoLook() throws IOException {
        String folder = System.getProperty("pictures");
        if (folder == null) {
            return;
        }
        for (String scheme : List.of("light", "dark")) {
            chromium.preferring("prefers-color-scheme", scheme);
            picture(folder, "asking-" + scheme, Scene.asking());
            picture(folder, "baking-" + scheme, Scene.baking());
            picture(folder, "stuck-" + scheme, Scene.stuck());
            picture(folder, "hostile-" + scheme, hostile());
        }
    }
}
