package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.testkit.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A page on its stage, in a real browser, and the hands and eyes of whoever sits before it. */
abstract class StagedPage {
    static Chromium chromium;
    StagedRollout staged;

    @BeforeClass
    public static void openBrowser() throws IOException {
        chromium = Chromium.start();
    }

    @AfterClass
    public static void closeBrowser() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Before
    public void anOrdinaryScreen() {
        chromium.desktop().preferring("prefers-color-scheme", "light");
    }

    @After
    public void strikeTheSet() {
        if (staged != null) {
            close();
        }
    }

    /** The page first, or it would rightly complain that its server is gone. */
    void close() {
        browser().get("about:blank");
        chromium.complaints();
        staged.close();
    }

    static ChromeDriver browser() {
        return chromium.driver();
    }

    void open(Scene scene) throws IOException {
        open(new StagedRollout(scene));
    }

    void open(StagedRollout rollout) {
        staged = rollout;
        browser().get(rollout.url());
        until(driver -> !driver.findElements(By.cssSelector(".ro, .ro-note")).isEmpty());
    }

    static <T> T until(Function<ChromeDriver, T> condition) {
        return new WebDriverWait(browser(), Duration.ofSeconds(8), Duration.ofMillis(20))
                .until(driver -> condition.apply(browser()));
    }

    static WebElement element(String css) {
        return browser().findElement(By.cssSelector(css));
    }

    static List<WebElement> elements(String css) {
        return browser().findElements(By.cssSelector(css));
    }

    static String text(String css) {
        return element(css).getText();
    }

    static Object js(String script, Object... arguments) {
        return browser().executeScript(script, arguments);
    }

    static void press(CharSequence... keys) {
        new Actions(browser()).sendKeys(keys).perform();
    }

    static String focused() {
        return (String) js("return document.activeElement.dataset.act ?? document.activeElement.id");
    }

    void picture(String folder, String name, Scene scene) throws IOException {
        chromium.desktop();
        open(scene);
        chromium.picture(Path.of(folder, name + "-desktop.png"), false);
        chromium.phone();
        chromium.picture(Path.of(folder, name + "-phone.png"), false);
        for (WebElement button : elements("[data-act]")) {
            if (button.isDisplayed()) {
                button.click();
                chromium.picture(Path.of(folder, name + "-dialog.png"), false);
                break;
            }
        }
        close();
    }
}
