package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** Who is asked and what they answer, in a real browser. */
public class ApprovalsInChromiumTest extends StagedPage {
    private static final String CANARY = "[data-phase=canary] ";

    /** Started the rollout, and has Rollout/Override. */
    private static final Actor CAROL = new Actor("carol", "Carol Weiss", "page", Set.of("sre", "release-managers"),
            EnumSet.allOf(RolloutPermission.class));

    private static void answer(String question, String text) {
        WebElement place = element("[data-question='" + question + "']");
        List<WebElement> radios = place.findElements(By.cssSelector("input[value='" + text + "']"));
        if (!radios.isEmpty()) {
            radios.get(0).click();
        } else if (!place.findElements(By.tagName("select")).isEmpty()) {
            new Select(place.findElement(By.tagName("select"))).selectByVisibleText(text);
        } else {
            place.findElement(By.tagName("textarea")).sendKeys(text);
        }
    }

    private static String error(String question) {
        return text("[data-question='" + question + "'] .ro-field__error");
    }

    @Test
    public void everyRuleSaysWhoIsAskedWhoLacksAndWhoseTurnItIs() throws IOException {
        open(Scene.rules());

        assertThat(text(".ro-status__text"), is("canary: waits for 1 more approval from sre, bob or anyone with"
                + " Rollout/Override, then release-managers."));
        assertThat(elements(CANARY + ".ro-rule").size(), is(3));
        assertThat(text(CANARY + "[data-rule='0']"), startsWith("Asked: qa\n1 of 1 approval"));
        assertThat(element(CANARY + "[data-rule='0']").getDomAttribute("data-status"), is("done"));
        assertThat(text(CANARY + "[data-rule='1']"),
                startsWith("Asked: sre, bob or anyone with Rollout/Override\n1 of 2 approvals"));
        assertThat(element(CANARY + "[data-rule='1']").getDomAttribute("data-status"), is("asking"));
        assertThat(text(CANARY + "[data-rule='2']"), containsString("asked when those before have approved"));
        assertThat(text(CANARY + ".ro-part--approval .ro-part__aside"), is("2 of 4 approvals"));
        assertThat(text(".ro-facts"), containsString("web-service"));
        assertThat(chromium.complaints(), empty());
    }

    @Test
    public void aYesSaysForWhomItCountsAndWhatWasAnswered() throws IOException {
        open(Scene.rules());

        assertThat(text(CANARY + "[data-rule='0'] .ro-person"), containsString("Quinn Adeyemi"));
        assertThat(text(CANARY + "[data-rule='0'] .ro-answers"),
                is("How risky is 2.4.0?\nlow\nWhich change ticket?\nOPS-1207\nIs support told?\nYes"));
        String sam = text(CANARY + "[data-rule='1'] .ro-person");
        assertThat(sam, startsWith("Sam Ortiz for Dora Okafor"));
        assertThat(sam, containsString("link"));
        assertThat(text(CANARY + ".ro-noes"), startsWith("1 of 2 rejections\nErik Lund"));
        assertThat(text(CANARY + ".ro-noes"), containsString("Not on a Friday."));
    }

    @Test
    public void theClockSaysWhenItExpiresAndWhoWasAskedBesides() throws IOException {
        open(Scene.rules());

        String clock = text(CANARY + ".ro-clock");
        assertThat(clock, containsString("Expires in 3 h"));
        assertThat(clock, containsString("and then somebody must decide."));
        assertThat(clock, containsString("Reminded once."));
        assertThat(clock, containsString("Nobody answered: heads-of-engineering may answer too."));
        element("[data-phase=full] summary").click();
        assertThat(text("[data-phase=full] .ro-clock"),
                is("Will expire 4h after it is asked for, and then somebody must decide."));
        assertThat(text("[data-phase=full] .ro-part--approval"), containsString("Approvers will answer: How risky is"));
    }

    @Test
    public void questionsAreFieldsWithTheirErrorsBesideThem() throws IOException {
        open(Scene.rules());
        element("[data-act=approve]").click();
        assertThat("the first field", js("return document.activeElement.id"), is("ro-answer-risk"));
        element("[data-confirm]").click();
        assertThat(error("risk"), is("An answer is needed."));
        assertThat(js("return document.activeElement.id"), is("ro-answer-risk"));
        answer("risk", "medium");
        element("[data-confirm]").click();
        assertThat(error("risk"), is(""));
        assertThat(error("told"), is("An answer is needed."));
        assertThat("nothing is sent before", staged.posts(), empty());

        answer("told", "false");
        answer("ticket", "OPS-7");
        staged.answering(400, JsonNodeFactory.instance.objectNode()
                .put("error", "answers.ticket: has a control character in it").put("field", "answers.ticket"));
        element("[data-confirm]").click();
        until(driver -> error("ticket").equals("answers.ticket: has a control character in it"));
        assertThat(js("return document.activeElement.id"), is("ro-answer-ticket"));
        assertThat(js("return document.activeElement.getAttribute('aria-invalid')"), is("true"));

        staged.answering(200, JsonNodeFactory.instance.objectNode().put("sequence", 9));
        element("#ro-dialog-text").sendKeys("go");
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 2);
        var body = staged.posts().get(1).body();
        assertThat(body.get("answers").toString(), is("{\"risk\":\"medium\",\"ticket\":\"OPS-7\",\"told\":\"false\"}"));
        assertThat(body.get("comment").asText(), is("go"));
        assertThat(body.get("override").asBoolean(), is(false));
    }

    @Test
    public void whatWasAnsweredStaysWhenItMustBeReviewedAgain() throws IOException {
        open(Scene.rules());
        staged.answering(409, JsonNodeFactory.instance.objectNode().put("error", "review again"));
        element("[data-act=approve]").click();
        answer("risk", "high");
        answer("told", "true");
        answer("ticket", "OPS-8");
        element("[data-confirm]").click();
        until(driver -> !driver.findElements(By.cssSelector("[data-do=review]")).isEmpty());
        staged.answering(200, JsonNodeFactory.instance.objectNode().put("sequence", 9));
        element("[data-do=review]").click();
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 2);
        assertThat(
                staged.posts().get(1).body().get("answers").toString(),
                is("{\"risk\":\"high\",\"ticket\":\"OPS-8\",\"told\":\"true\"}"));
    }

    @Test
    public void oneAnswersByKeyboardAlone() throws IOException {
        open(Scene.rules());
        element("[data-act=approve]").click();
        press("low", Keys.TAB, "OPS-9", Keys.TAB, Keys.SPACE, Keys.TAB, "fine");
        new Actions(browser()).keyDown(Keys.CONTROL).sendKeys(Keys.ENTER).keyUp(Keys.CONTROL).perform();
        until(driver -> staged.posts().size() == 1);
        assertThat(
                staged.posts().get(0).body().get("answers").toString(),
                is("{\"risk\":\"low\",\"ticket\":\"OPS-9\",\"told\":\"true\"}"));
        assertThat(staged.posts().get(0).body().get("comment").asText(), is("fine"));
    }

    @Test
    public void onesOwnYesIsTakenBackWhereItStands() throws IOException {
        open(new StagedRollout(Scene.rules()).viewedBy(Scene.QUINN));
        assertThat(elements(CANARY + ".ro-person__withdraw").size(), is(1));
        element(CANARY + "[data-rule='0'] .ro-person__withdraw").click();
        assertThat(text(".ro-dialog__title"), is("Take back your yes to canary?"));
        press("wrong build");
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 1);
        assertThat(staged.posts().get(0).action(), is("withdraw"));
        assertThat(staged.posts().get(0).body().get("reason").asText(), is("wrong build"));
    }

    @Test
    public void anOverrideIsNoOrdinaryYesAndSaysWhy() throws IOException {
        open(new StagedRollout(Scene.rules()).viewedBy(CAROL));
        assertThat(elements("[data-act=approve]"), empty());
        element("[data-act=override]").click();
        assertThat(text(".ro-dialog__means"), containsString("recorded as an override"));
        answer("risk", "low");
        answer("told", "true");
        element("[data-confirm]").click();
        assertThat(text(".ro-dialog__error"), is("Say why in a few words; it is kept."));
        element("#ro-dialog-text").sendKeys("the others are on a plane");
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 1);
        assertThat(staged.posts().get(0).action(), is("approve"));
        assertThat(staged.posts().get(0).body().get("override").asBoolean(), is(true));
        assertThat(staged.posts().get(0).body().get("evidence").asText(), is(Scene.EVIDENCE));
    }

    @Test
    public void whoStandsInForSomebodyIsTold() throws IOException {
        open(new StagedRollout(Scene.rules()).viewedBy(Scene.SAM));
        assertThat(text(".ro-actions"), containsString("You act for Dora Okafor until "));
    }

    @Test
    public void aLinkAsksItsQuestionAtOnceAndIsUsedByItsConfirmation() throws IOException {
        staged = new StagedRollout(Scene.rules());
        ObjectNode state = (ObjectNode) Scene.rules().seenBy(Scene.BOB);
        state.putObject("confirm").put("act", "approve").put("token", "t0ken.s1gnature");
        staged.carrying(state);
        browser().get(staged.url() + "?token=t0ken.s1gnature");
        until(driver -> driver.findElement(By.cssSelector("dialog")).isDisplayed());
        assertThat(text(".ro-dialog__title"), is("Approve canary?"));
        assertThat("looking is no answer", staged.posts(), empty());

        answer("risk", "low");
        answer("told", "true");
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 1);
        assertThat(staged.posts().get(0).action(), is("confirm"));
        assertThat(staged.posts().get(0).body().get("token").asText(), is("t0ken.s1gnature"));
        assertThat(staged.posts().get(0).body().get("answers").get("risk").asText(), is("low"));
        until(driver -> !driver.getCurrentUrl().contains("t0ken"));
    }

    @Test
    public void aLinkThatIsWorthNothingSaysWhyAndWhereToGo() throws IOException {
        staged = new StagedRollout(Scene.rules());
        ObjectNode state = (ObjectNode) Scene.rules().seenBy(Scene.BOB);
        state.putObject("confirm").put("error", "this link was used already, by alice; each works once");
        staged.carrying(state);
        open(staged);
        assertThat(text(".ro > .ro-note"), startsWith("this link was used already, by alice; each works once"));
        assertThat(element("dialog").isDisplayed(), is(false));
        assertThat(element(".ro > .ro-note a").getDomProperty("href"), is(staged.url()));
    }

    @Test
    public void whatHoldsAPhaseStandsThereWithItsEnd() throws IOException {
        open(Scene.closed());
        assertThat(text(".ro-status__word"), is("Waits for its time"));
        assertThat(text(".ro-status__text"), is("canary: may not start now, outside the hours of calendar 'business'"
                + " (Mon-Fri 09:00-17:00 Europe/Lisbon)."));
        assertThat(text(CANARY + ".ro-phase__word"), is("Waits for its time"));
        assertThat(text(CANARY + ".ro-note--wait"), containsString("It may start in 13 h"));
        assertThat("its approvals stay to be seen", elements(CANARY + ".ro-person").size(), is(2));
        close();

        open(Scene.frozen());
        assertThat(text("[data-phase=dogfood] .ro-note--wait"), is(
                "May not start now: freeze 'incident-812': payments are down. Nobody knows until when."));
        assertThat(element("[data-phase=dogfood] details").getDomProperty("open"), is("true"));
        assertThat(chromium.complaints(), empty());
    }

    @Test
    public void aHotFixIsDeclaredWithItsReasonAndSaysSoOnThePage() throws IOException {
        staged = new StagedRollout(Scene.closed());
        ObjectNode state = (ObjectNode) Scene.closed().seenBy(Scene.BOB);
        state.withArray("may").add("hotfix");
        staged.carrying(state);
        open(staged);
        element("[data-act=hotfix]").click();
        element("[data-confirm]").click();
        assertThat(text(".ro-dialog__error"), is("Say why in a few words; it is kept."));
        element("#ro-dialog-text").sendKeys("CVE-2026-1234 is being used");
        element("[data-confirm]").click();
        until(driver -> staged.posts().size() == 1);
        assertThat(staged.posts().get(0).action(), is("hotfix"));
        assertThat(staged.posts().get(0).body().get("reason").asText(), is("CVE-2026-1234 is being used"));
        close();

        open(Scene.hotfix());
        assertThat(text(".ro > .ro-note"), startsWith("Hot-fix: CVE-2026-1234 is being used Bob Ferreira"));
        assertThat(text(".ro > .ro-note"), containsString("approved by 3 of heads-of-engineering, sre."));
        assertThat(text(CANARY + ".ro-part--approval"), containsString("0 of 3 approvals"));
    }

    @Test
    public void allOfItFitsAPhoneAndReadsWell() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            chromium.phone().preferring("prefers-color-scheme", scheme);
            for (Scene scene : List.of(Scene.closed(), Scene.frozen(), Scene.hotfix(), Scene.rules())) {
                open(scene);
                assertThat((Long) js("return document.documentElement.scrollWidth"), lessThanOrEqualTo(390L));
                assertThat(scheme, Contrast.tooLow(browser(), "#rollout *"), empty());
            }
            element("[data-act=approve]").click();
            element("[data-confirm]").click();
            assertThat(scheme + " dialog", Contrast.tooLow(browser(), "dialog *"), empty());
            Object small = js("""
                    return [...document.querySelectorAll('dialog :is(button, select, textarea, label:has(input))')]
                      .map((e) => [e.className, Math.round(e.getBoundingClientRect().height)])
                      .filter(([, height]) => height < 44).map(String)""");
            assertThat((List<?>) small, empty());
            assertThat(chromium.complaints(), empty());
            close();
        }
    }

    @Test
    public void textFromOutsideStaysTextInEveryField() throws IOException {
        for (Actor viewer : List.of(Scene.BOB, CAROL)) {
            open(new StagedRollout(HostileScene.make()).viewedBy(viewer));
            element("[data-act=approve], [data-act=override]").click();
            element("[data-confirm]").click();
            press(Keys.ESCAPE);
            assertThat(js("return window.pwned"), is((Object) null));
            assertThat(elements("#rollout img, #rollout script, dialog img, dialog script, dialog a"), empty());
            String page = text("#rollout");
            for (String part : List.of("for <img src=x onerror=pwned=1>Away", "Trudy", "Nobody answered: <img src=x")) {
                assertThat(page, containsString(part));
            }
            assertThat(page, not(containsString("undefined")));
            assertThat(chromium.complaints(), empty());
            close();
        }
        chromium.phone();
        open(HostileScene.hotfix());
        assertThat(js("return window.pwned"), is((Object) null));
        assertThat(elements("#rollout img, #rollout script"), empty());
        assertThat(text(".ro > .ro-note"), startsWith("Hot-fix: <img src=x onerror=pwned=1>"));
        assertThat(text(".ro-note--wait:not(.ro-note--alone)"), containsString("</script><script>pwned=1</script>"));
        assertThat((Long) js("return document.documentElement.scrollWidth"), lessThanOrEqualTo(390L));
        assertThat(chromium.complaints(), empty());
    }

    /** Run by hand with {@code -Dpictures=<folder>} to look at the page. */
    @Test
    public void leavesPicturesForThoseWhoLook() throws IOException {
        String folder = System.getProperty("pictures");
        if (folder != null) {
            for (String scheme : List.of("light", "dark")) {
                chromium.preferring("prefers-color-scheme", scheme);
                picture(folder, "rules-" + scheme, Scene.rules());
                picture(folder, "closed-" + scheme, Scene.closed());
                picture(folder, "hotfix-" + scheme, Scene.hotfix());
                picture(folder, "hostile-" + scheme, HostileScene.make());
            }
        }
    }
}
