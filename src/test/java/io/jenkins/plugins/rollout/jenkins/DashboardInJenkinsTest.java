package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Item;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.htmlunit.Page;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.openqa.selenium.By;

/** Who sees what of the dashboard on real Jenkins, and how it looks there. */
public class DashboardInJenkinsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final JenkinsRule j = new JenkinsRule();

    private WorkflowJob open;
    private WorkflowJob secret;

    @Before
    public void rollOut() throws Exception {
        open = rolledOut("open-job", "storefront", "1.0");
        secret = rolledOut("secret-job", "acquisition", "6.6.6");
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ).everywhere().toEveryone()
                .grant(Item.READ).onItems(open).to("reader")
                .grant(Item.DISCOVER).everywhere().to("reader")
                .grant(RolloutPermissions.CONFIGURE).everywhere().to("connie")
                .grant(RolloutPermissions.METRICS).everywhere().to("prometheus")
                .grant(Jenkins.ADMINISTER).everywhere().to("admin"));
        HistoryKeeper.get().settle();
    }

    private WorkflowJob rolledOut(String name, String application, String version) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition("""
                rollout(application: '%s', version: '%s', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { echo 'here' }
                """.formatted(application, version), true));
        j.buildAndAssertSuccess(job);
        return job;
    }

    private String get(String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            Page page = (user == null ? client : client.withBasicCredentials(user)).goTo(path, null);
            return page.getWebResponse().getStatusCode() + " " + page.getWebResponse().getContentAsString();
        }
    }

    private JsonNode history(String user) throws Exception {
        String answer = get(user, "phased-rollout/history");
        assertThat(answer.substring(0, 3), is("200"));
        return JSON.readTree(answer.substring(4));
    }

    @Test
    public void everybodySeesWhatTheJobsDidThatTheyMayLookAt() throws Exception {
        JsonNode all = history("admin");
        assertThat(all.get("places").size(), is(2));
        assertThat(all.at("/rollouts/0/url").asText(), is(secret.getUrl() + "1/rollout/secret-job-1-1/"));
        JsonNode some = history("reader");
        assertThat(some.get("places").size(), is(1));
        assertThat(some.at("/places/0/live/version").asText(), is("1.0"));
        for (String user : new String[] {"reader", null, "prometheus"}) {
            for (String path : new String[] {"phased-rollout/", "phased-rollout/history", "phased-rollout/history?application=acquisition"}) {
                String text = get(user, path);
                assertThat(text, not(containsString("secret-job")));
                assertThat(text, not(containsString("6.6.6")));
                assertThat(text.replace("?application=acquisition", "").replace("\"application\":\"acquisition\",\"environment\":\"\"", ""),
                        not(containsString("acquisition")));
            }
        }
        assertThat(history(null).get("places").size(), is(0));
    }

    @Test
    public void whatADeletedJobDidIsForThoseWhoConfigure() throws Exception {
        open.delete();
        assertThat(history("reader").get("places").size(), is(0));
        JsonNode connie = history("connie");
        assertThat(connie.at("/places/1/live/version").asText(), is("1.0"));
        assertThat("its build has no page any more", connie.at("/places/1/live/url").isNull(), is(true));
    }

    @Test
    public void numbersTakeAPermissionOfTheirOwn() throws Exception {
        assertThat("sent to log in", get(null, "phased-rollout/metrics"), not(containsString("rollout_")));
        for (String user : new String[] {"reader", "connie"}) {
            assertThat(user, get(user, "phased-rollout/metrics").substring(0, 3), is("403"));
        }
        assertThat(get("prometheus", "phased-rollout/metrics"), containsString(
                "rollout_deployments_total{application=\"acquisition\",environment=\"production\"} 1.0"));
    }

    @Test
    public void pageIsLinkedAndStandsUnderJenkinsOwnRules() throws Exception {
        assertThat(j.jenkins.getActions().stream()
                .filter(action -> "phased-rollout".equals(action.getUrlName()))
                .findFirst()
                .orElse(null), is(notNullValue()));
        try (var browser = new JenkinsInChromium(Chromium.start(), j.getURL().toURI())) {
            Chromium chromium = browser.chromium();
            browser.logIn("admin");
            browser.openPage("phased-rollout/");
            browser.until(driver -> driver.findElement(By.cssSelector(".ro-board__places")).getText().contains("Live 6.6.6"));
            chromium.picture(Path.of("target", "pictures", "dashboard-in-jenkins.png"), true);
            browser.driver().findElement(By.cssSelector(".ro-fold__summary")).click();
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=application]")).sendKeys("ledger");
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=version]")).sendKeys("0.1");
            browser.driver().findElement(By.cssSelector("[data-do=say] [name=reason]")).sendKeys("I saw it");
            browser.driver().findElement(By.cssSelector("[data-do=say] button")).click();
            browser.until(driver -> driver.findElement(By.cssSelector(".ro-board__places")).getText().contains("Live 0.1"));
            assertThat(chromium.complaints(), is(empty()));
        }
    }
}
