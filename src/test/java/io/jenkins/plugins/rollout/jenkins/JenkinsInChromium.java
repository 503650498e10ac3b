package io.jenkins.plugins.rollout.jenkins;

import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Somebody at a real browser in front of a real Jenkins. */
final class JenkinsInChromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private final Chromium chromium;
    private final URI jenkins;

    /** @param jenkins its root, with a slash at its end */
    JenkinsInChromium(Chromium chromium, URI jenkins) {
        this.chromium = chromium;
        this.jenkins = jenkins;
        chromium.desktop();
    }

    Chromium chromium() {
        return chromium;
    }

    ChromeDriver driver() {
        return chromium.driver();
    }

    /** @param path from Jenkins' root; no slash at its start */
    void open(String path) {
        driver().get(jenkins.resolve(path).toString());
    }

    /** Through Jenkins' own login page. */
    void logIn(String user) {
        driver().manage().deleteAllCookies();
        open("login");
        one("[name=j_username]").sendKeys(user);
        one("[name=j_password]").sendKeys(user);
        one("button[name=Submit]").click();
        until(driver -> !driver.getCurrentUrl().contains("login") && !driver.getCurrentUrl().contains("j_spring"));
    }

    /** From the build's page by the link in its side panel. @param build path of the build */
    void openRollout(String build) {
        open(build);
        sidePanelLink().click();
        one(".ro");
    }

    /** Straight to its address. */
    void openPage(String path) {
        open(path);
        one(".ro");
    }

    WebElement sidePanelLink() {
        return one("#tasks a[href$='/rollout']");
    }

    /** Through the dialog, until the page says so. */
    void approve(String comment) {
        confirm("approve", comment);
    }

    void confirm(String action, String words) {
        one("[data-act=" + action + "]").click();
        one("#ro-dialog-text").sendKeys(words);
        one("[data-confirm]").click();
        until(driver -> driver.findElements(By.cssSelector("dialog[open]")).isEmpty());
    }

    WebElement one(String css) {
        return until(driver -> driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    /** Waits until an element says so. */
    void awaitText(String css, String part) {
        until(driver -> all(css).stream().anyMatch(element -> element.getText().contains(part)));
    }

    List<WebElement> all(String css) {
        return driver().findElements(By.cssSelector(css));
    }

    <T> T until(Function<ChromeDriver, T> condition) {
        return new WebDriverWait(driver(), PATIENCE, Duration.ofMillis(50))
                .ignoring(StaleElementReferenceException.class)
                .until(driver -> condition.apply(driver()));
    }

    /** What browser or page complained about since the last call. */
    List<String> complaints() {
        return chromium.complaints();
    }

    @Override
    public void close() throws Exception {
        chromium.close();
    }
}
