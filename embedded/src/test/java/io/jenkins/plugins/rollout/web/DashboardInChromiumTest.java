package io.jenkins.plugins.rollout.web;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.embedded.OnEmbeddedController;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.openqa.selenium.By;

/** The dashboard in a real browser. */
public class DashboardInChromiumTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    @Rule
    public final OnEmbeddedController controller = new OnEmbeddedController();

    private static String rollout(String application, String version, String approval) {
        return """
                rollout(application: '%s', version: '%s', phases: [
                  [name: 'dogfood', audience: 'employees', gate: [approval: [automatic: true]]],
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [%s]]]
                ]) { echo 'here' }
                """.formatted(application, version, approval);
    }

    private static String text(Chromium browser, String css) {
        return browser.driver().findElement(By.cssSelector(css)).getText();
    }

    private static void awaitText(Chromium browser, String css, String text) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> text(browser, css).contains(text));
    }

    private static void picture(Chromium browser, String name) throws Exception {
        browser.picture(Path.of("target", "pictures", name + ".png"), true);
    }

    @Test
    public void everyPlaceShowsAndChangesWithoutReloading() throws Exception {
        Build live = controller.run(rollout("checkout", "2.3.1", "automatic: true"));
        live.awaitEnd("SUCCESS");
        Build next = controller.run(rollout("checkout", "2.4.0", "from: ['release-managers']"));
        next.awaitAsk("full");
        Build stopped = controller.run(rollout("search", "7.0", "from: ['release-managers']"));
        stopped.awaitAsk("full");
        stopped.act("olga", by -> new Command.Stop(by, HOSTILE));
        stopped.awaitEnd("ABORTED");
        URI root = controller.url();
        String first = "section[aria-label='checkout production']";
        try (Chromium browser = Chromium.start().desktop()) {
            browser.driver().get("http://connie:x@" + root.getAuthority() + "/login");
            browser.driver().get(root + "phased-rollout/");
            awaitText(browser, first, "2.3.1");
            assertThat(text(browser, first), containsString("Approval wanted 2.4.0"));
            assertThat(text(browser, first), containsString("5 %, employees · full"));
            assertThat(text(browser, "section[aria-label='search production']"), containsString("up to 5 % and employees"));
            assertThat(text(browser, ".ro-board__past"), containsString(HOSTILE));
            assertThat(browser.driver().findElements(By.cssSelector("img[src=x]")), empty());
            picture(browser, "dashboard");
            browser.phone();
            picture(browser, "dashboard-phone");
            Object overflow = browser.driver().executeScript(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertThat("nothing is wider than a phone", overflow, is(0L));
            browser.desktop();
            browser.driver().findElement(By.cssSelector(".ro-fold__summary")).click();
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=application]")).sendKeys("search");
            next.approve("alice");
            next.awaitEnd("SUCCESS");
            awaitText(browser, first, "Live 2.4.0");
            assertThat(text(browser, first), not(containsString("Approval wanted")));
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=version]")).sendKeys("6.9");
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=reason]")).sendKeys("looked at it");
            browser.driver().findElement(By.cssSelector("[data-do=say] button")).click();
            awaitText(browser, "section[aria-label='search production']", "Live 6.9");
            assertThat(text(browser, "section[aria-label='search production']"), not(containsString("Mixed")));
            browser.driver().get(root + "phased-rollout/?application=search");
            awaitText(browser, ".ro-board__past", "7.0");
            assertThat(text(browser, ".ro-board__past"), not(containsString("2.4.0")));
            assertThat(browser.complaints(), is(empty()));
        }
    }
}
