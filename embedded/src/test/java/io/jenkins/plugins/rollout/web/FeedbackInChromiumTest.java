package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.embedded.OnEmbeddedController;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** People with a phone in the hand say what they think, on the embedded controller. */
public class FeedbackInChromiumTest {
    private static final String HOSTILE = "<img src=x onerror=pwned=1></script><script>pwned=1</script> {{7*7}}";

    @Rule
    public final OnEmbeddedController controller = new OnEmbeddedController();

    private Chromium phone;
    private Build build;

    @Before
    public void begin() throws Exception {
        phone = Chromium.start().phone();
        build = controller.run("""
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'dogfood', gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [automatic: true], interval: '1s', metrics: [
                    feedback(minimumResponses: 2, minimumScore: 2),
                    signOff(testers: ['mallory', 'alice'], items: ['search works', 'checkout works'])]]]
                ]) { }
                """);
        build.awaitLog("'sign-off' waits");
    }

    @After
    public void end() throws Exception {
        phone.close();
    }

    private void open(String user) {
        URI root = controller.url();
        phone.driver().manage().deleteAllCookies();
        phone.driver().get("http://" + user + ":" + controller.password(user) + "@" + root.getAuthority() + "/login");
        phone.driver().get(root + build.run().getUrl() + "rollout/");
        element(".ro-feedback");
    }

    private <T> T until(ExpectedCondition<T> condition) {
        return new WebDriverWait(phone.driver(), Duration.ofSeconds(15), Duration.ofMillis(25)).until(condition);
    }

    private WebElement element(String css) {
        return until(driver -> driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
    }

    private void awaitText(String css, String text) {
        until(driver -> driver.findElements(By.cssSelector(css)).stream()
                .anyMatch(found -> found.getText().contains(text)));
    }

    private void tap(String css) {
        WebElement element = element(css);
        phone.driver().executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    @Test
    public void somebodyRatesSignsOffAndTakesItBack() throws Exception {
        open("mallory");
        tap("[data-open=ro-rate] summary");
        for (WebElement score : phone.driver().findElements(By.cssSelector(".ro-scores__one"))) {
            assertThat("a thumb hits it", score.getSize().getHeight(), greaterThanOrEqualTo(44));
            assertThat("a thumb hits it", score.getSize().getWidth(), greaterThanOrEqualTo(44));
        }
        tap("[data-open=ro-rate] [type=submit]");
        awaitText("[data-error=ro-rate]", "Choose a score first.");
        phone.driver().findElement(By.cssSelector("input[name=score][value='4']")).click();
        element("#ro-rate-comment").sendKeys(HOSTILE);
        phone.picture(Path.of("target/pictures/feedback-form.png"), true);
        tap("[data-open=ro-rate] [type=submit]");
        awaitText("[data-rated=dogfood]", "4 of 5");
        awaitText(".ro-mine", HOSTILE);
        assertThat(phone.driver().executeScript("return typeof window.pwned"), is("undefined"));

        tap("[data-open=ro-sign-0] summary");
        tap("[data-open=ro-sign-0] [value='true'][type=submit]");
        awaitText("[data-error=ro-sign-0]", "items: 'search works' is missing");
        for (WebElement item : phone.driver().findElements(By.cssSelector("input[name=item]"))) {
            item.click();
        }
        tap("[data-open=ro-sign-0] [value='true'][type=submit]");
        awaitText("[data-signoffs]", "dogfood: 1 of 2 signed off");
        awaitText("[data-signoffs]", "Missing: alice");
        phone.picture(Path.of("target/pictures/feedback-given.png"), true);
        assertThat(
                phone.complaints().stream().filter(message -> !message.contains("status of 400")).toList(), empty());

        open("alice");
        assertThat("names and words are for those who work on it", element("[data-signoffs]").getText(), containsString("mallory"));
        tap("[data-say=read]");
        awaitText("[data-said]", HOSTILE);
        assertThat(phone.driver().executeScript("return typeof window.pwned"), is("undefined"));
        phone.picture(Path.of("target/pictures/feedback-read.png"), true);

        open("mallory");
        tap(".ro-mine li:first-of-type [data-say=delete]");
        awaitText(".ro-mine", "Really delete");
        tap(".ro-mine li:first-of-type [data-say=delete]");
        until(driver -> !driver.findElement(By.cssSelector(".ro-mine")).getText().contains("pwned"));
        awaitText("[data-rated=dogfood]", "1 rating");
    }

    @Test
    public void anOperatorImportsAFileAndReadsWhatIsWrongWithIt() throws Exception {
        Path file = Files.createTempFile("ratings", ".csv");
        Files.writeString(file, "score,comment\n9,too good\n");
        open("olga");
        tap("[data-open=ro-import] summary");
        element("[data-open=ro-import] [type=file]").sendKeys(file.toString());
        tap("[data-open=ro-import] [type=submit]");
        awaitText("[data-error=ro-import]", "line 2: score: '9' is not a whole number");
        Files.writeString(file, "score,comment\n4,good\n2,slow\n");
        element("[data-open=ro-import] [type=file]").sendKeys(file.toString());
        tap("[data-open=ro-import] [type=submit]");
        awaitText("[data-rated=dogfood]", "2 ratings");
        Files.delete(file);
    }
}
