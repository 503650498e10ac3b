package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.embedded.OnEmbeddedController;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The audit trail and what was tampered with, in a real browser. */
public class AuditInChromiumTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)> =1+1";

    @Rule
    public final OnEmbeddedController controller = new OnEmbeddedController();

    private static String text(Chromium browser, String css) {
        return new WebDriverWait(browser.driver(), PATIENCE, Duration.ofMillis(25))
                .until(driver -> driver.findElements(By.cssSelector(css)).stream()
                        .filter(WebElement::isDisplayed)
                        .map(WebElement::getText)
                        .findFirst()
                        .orElse(null));
    }

    private static void verify(Chromium browser) {
        WebElement button = browser.driver().findElement(By.cssSelector("[data-do=verify]"));
        browser.driver().executeScript("arguments[0].scrollIntoView({block: 'center'})", button);
        button.click();
    }

    private static void picture(Chromium browser, String name) throws Exception {
        browser.picture(Path.of("target", "pictures", name + ".png"), true);
    }

    @Test
    public void recordsAreTextAndWhatWasChangedIsRed() throws Exception {
        Build build = controller.run("""
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers']]]]
                ]) { echo "> ${ROLLOUT_ACTION}" }
                """);
        build.awaitAsk("full");
        build.act("admin", by -> new Command.Pause(by, HOSTILE));
        build.act("olga", by -> new Command.Resume(by, ""));
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        URI root = controller.url();
        try (Chromium browser = Chromium.start().desktop()) {
            browser.driver().get("http://connie:" + controller.password("connie") + "@" + root.getAuthority() + "/login");
            browser.driver().get(root + "rollout-audit/");
            String table = text(browser, ".ro-audit__table");
            assertThat(table, containsString(HOSTILE));
            assertThat(table, containsString("gate passed"));
            assertThat(text(browser, "tr[data-record='2']"), containsString("override"));
            assertThat(browser.driver().findElements(By.cssSelector("img[src=x]")), empty());
            verify(browser);
            assertThat(text(browser, ".ro-verify__good"), containsString("as it was written"));
            picture(browser, "audit");
            browser.driver().get(root + "rollout-audit/?person=alice");
            assertThat(text(browser, ".ro-audit__table"), not(containsString("paused")));
            browser.phone();
            picture(browser, "audit-phone");
            browser.desktop();

            browser.driver().get(root + build.run().getUrl() + "rollout/");
            verify(browser);
            assertThat(text(browser, ".ro-verify__good"), containsString("as it was written"));
            assertThat(browser.driver().findElements(By.cssSelector(".ro-damaged")), empty());
            tamper(RolloutService.directory(build.run(), build.rollout().id()).resolve("journal.jsonl"));
            verify(browser);
            String red = text(browser, ".ro-damaged");
            assertThat(red, containsString("not as they were written"));
            assertThat(red, containsString("journal.jsonl, line "));
            browser.driver().navigate().refresh();
            assertThat("also without being asked", text(browser, ".ro-damaged"), containsString("journal.jsonl, line "));
            picture(browser, "damaged");

            try (var files = Files.list(controller.home().resolve("phased-rollout/audit"))) {
                tamper(files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow());
            }
            browser.driver().get(root + "rollout-audit/");
            verify(browser);
            assertThat(text(browser, ".ro-damaged"), containsString(".jsonl, line "));
            picture(browser, "audit-damaged");
            assertThat(browser.complaints(), is(empty()));
        }
    }

    private static void tamper(Path file) throws Exception {
        String before = Files.readString(file);
        String after = before.replaceFirst("\"alice\"", "\"mallory\"");
        assertThat(after, is(not(before)));
        Files.writeString(file, after);
    }
}
