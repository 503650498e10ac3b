package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.embedded.OnEmbeddedController;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Real rollouts on the embedded controller, with people in front of real browsers. */
public class RolloutInTwoBrowsersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Rule
    public final OnEmbeddedController controller = new OnEmbeddedController();

    private Build build;

    /** Opens the page; somebody with a name answers the question for a password first. */
    private void open(Chromium browser, String user) {
        URI root = controller.url();
        if (!user.isEmpty()) {
            String login = user + ":" + controller.password(user);
            browser.driver().get("http://" + login + "@" + root.getAuthority() + "/login");
        }
        browser.driver().get(root + build.run().getUrl() + "rollout/");
    }

    private static <T> T until(Chromium browser, ExpectedCondition<T> condition) {
        return new WebDriverWait(browser.driver(), PATIENCE, Duration.ofMillis(25)).until(condition);
    }

    private static WebElement element(Chromium browser, String css) {
        return until(browser, driver -> driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    private static void awaitText(Chromium browser, String css, String text) {
        until(browser, driver -> driver.findElements(By.cssSelector(css)).stream()
                .anyMatch(found -> found.getText().contains(text)));
    }

    private static void act(Chromium browser, String action, String text) {
        element(browser, "[data-act=" + action + "]").click();
        element(browser, "#ro-dialog-text").sendKeys(text);
        element(browser, "[data-confirm]").click();
        until(browser, driver -> !driver.findElement(By.cssSelector("dialog")).isDisplayed());
    }

    @Test
    public void twoPeopleApproveOnAPhoneAndAtADesk() throws Exception {
        build = controller.run("""
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'dogfood', gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [from: ['release-managers'], quorum: 2]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("full");
        try (Chromium phone = Chromium.start().phone(); Chromium desk = Chromium.start().desktop()) {
            open(phone, "alice");
            open(desk, "bob");
            awaitText(desk, ".ro-status__text", "full: waits for 2 approvals from release-managers.");

            act(phone, "approve", "Fine on my phone");
            awaitText(desk, "[data-phase=full] .ro-person", "Fine on my phone");
            awaitText(phone, ".ro-status__text", "full: waits for 1 more approval");
            assertThat(phone.driver().findElements(By.cssSelector("[data-act=approve]")), empty());

            act(desk, "approve", "");
            build.awaitEnd("SUCCESS");
            awaitText(phone, ".ro-status__word", "Succeeded");
            awaitText(desk, ".ro-status__word", "Succeeded");
            assertThat(phone.complaints(), empty());
            assertThat(desk.complaints(), empty());
        }
        assertThat(build.said(), is(List.of("deploy dogfood", "deploy full")));
    }

    @Test
    public void theKillSwitchUndoesWhatIsOutThere() throws Exception {
        build = controller.run("""
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'dogfood', gate: [approval: [automatic: true]], bake: [duration: '1h']], [name: 'full']
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        try (Chromium phone = Chromium.start().phone()) {
            build.awaitPhase("dogfood", PhaseStatus.BAKING);
            open(phone, "olga");
            awaitText(phone, "[data-phase=dogfood] .ro-phase__word", "Baking");
            act(phone, "rollback", "Payments are failing");
            awaitText(phone, ".ro-status__word", "Failed");
            assertThat(element(phone, ".ro-status__text").getText(), containsString("Payments are failing"));
            awaitText(phone, "[data-phase=dogfood] .ro-phase__word", "Undone");
        }
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(List.of("deploy dogfood", "undo dogfood")));
    }

    @Test
    public void thePageGoesOnAfterTheControllerWasKilled() throws Exception {
        build = controller.run("""
                rollout(application: 'checkout', version: '2.4.0', phases: [[name: 'full']]) { echo '> full' }
                """);
        build.awaitAsk("full");
        try (Chromium desk = Chromium.start().desktop()) {
            open(desk, "alice");
            awaitText(desk, ".ro-status__word", "Approval wanted");
            controller.crash();
            build.awaitAsk("full");
            open(desk, "alice");
            act(desk, "approve", "still fine");
            awaitText(desk, ".ro-status__word", "Succeeded");
        }
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void somebodyWithoutANameIsShownTheWayIn() throws Exception {
        build = controller.run("rollout(application: 'checkout', version: '2.4.0', phases: [[name: 'full']]) { }");
        build.awaitAsk("full");
        try (Chromium browser = Chromium.start().desktop()) {
            open(browser, "");
            awaitText(browser, ".ro-actions", "Log in");
            assertThat(browser.driver().findElements(By.cssSelector("[data-act]")), empty());
            assertThat(element(browser, ".ro-actions a").getDomAttribute("href"), containsString("/login?from="));
        }
    }
}
