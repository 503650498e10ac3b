package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.fingerprints.ItemCredentialsFingerprintFacet;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.rollout.backtest.PastServer;
import io.jenkins.plugins.rollout.controller.FolderPolicies;
import io.jenkins.plugins.rollout.controller.PolicyConfiguration;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.openqa.selenium.By;

/** The backtest of a job on real Jenkins: what it shows, to whom, and how it looks. */
public class BacktestPageTest {
    private static final Instant BEGIN = Instant.parse("2025-06-02T00:00:00Z");
    private static final String SCRIPT = """
            def errors = [threshold(name: 'error rate', atMost: 0.01, source: prometheus(server: 'prod',
                query: 'errors of {{version}}'))]
            rollout(application: 'shop', version: params.VERSION, phases: [
              [name: 'canary', exposure: 5, gate: [metrics: errors], bake: [duration: '30m', metrics: errors]],
              [name: 'full', gate: [metrics: [threshold(name: '<b>now</b>', atMost: 1, source: json(server: 'x', path: '$.v'))]]]
            ]) { }
            """;
    private static final Map<String, String> WEEK = Map.of(
            "from", "2025-06-02", "to", "2025-06-03T00:00:00+00:00", "step", "1h", "version", "2.4.0");

    @ClassRule
    public static final JenkinsRule j = OnSharedJenkins.jenkins();

    @Rule
    public final PastServer server = new PastServer();

    private WorkflowJob job;
    private StringCredentialsImpl token;

    @Before
    public void people() throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(SCRIPT, true));
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ).everywhere().toEveryone()
                .grant(Item.EXTENDED_READ, Item.BUILD, RolloutPermissions.CONFIGURE, RolloutPermissions.OPERATE)
                .everywhere().to("reader")
                .grant(Item.CONFIGURE).onItems(job).to("dev", "other")
                .grant(Jenkins.ADMINISTER).everywhere().to("admin"));
        token = new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0ken"));
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), List.of(token)));
        var prod = new ServerConfiguration("prod", "prometheus", server.uri().toString());
        prod.setCredentialsId(token.getId());
        RolloutConfiguration.get().setServers(List.of(prod));
        server.on("errors of 2.4.0", at -> Duration.between(BEGIN, at).toMinutes() == 630 ? 0.4 : 0.008);
    }

    private JenkinsRule.WebClient as(String user) throws Exception {
        JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setJavaScriptEnabled(false);
        client.setRefreshHandler((page, address, seconds) -> {}); // asks itself when it wants to know
        return user == null ? client : client.login(user, user);
    }

    private String url() {
        return job.getUrl() + "rollout-backtest/";
    }

    private Page start(JenkinsRule.WebClient client, Map<String, String> fields) throws Exception {
        return post(client, "start", true, fields);
    }

    private Page post(JenkinsRule.WebClient client, String what, boolean crumb, Map<String, String> fields) throws Exception {
        URL url = crumb ? client.createCrumbedUrl(url() + what) : new URL(j.getURL(), url() + what);
        var request = new WebRequest(url, HttpMethod.POST);
        var parameters = new ArrayList<NameValuePair>();
        fields.forEach((name, value) -> parameters.add(new NameValuePair(name, value)));
        request.setRequestParameters(parameters);
        return client.getPage(request);
    }

    private HtmlPage done(JenkinsRule.WebClient client) {
        return await().atMost(Duration.ofSeconds(90))
                .until(() -> client.goTo(url()), page -> page.getElementById("progress") == null);
    }

    @Test
    public void theGatesOfAJobAreTriedOverThePast() throws Exception {
        try (JenkinsRule.WebClient dev = as("dev")) {
            var fields = new java.util.HashMap<>(WEEK);
            fields.put("degrade", "error rate=+50%");
            fields.put("degradeAfter", "10m");
            start(dev, fields);
            HtmlPage page = done(dev);
            String past = page.getElementById("past").asNormalizedText();
            assertThat(past, containsString("canary, gate\tnobody\t24\t0"));
            assertThat(past, containsString("canary, bake\t5 %\t23\t1"));
            assertThat(past, containsString("full, gate\t5 %\tcannot be asked about the past"));
            assertThat(page.getElementById("reasons").asNormalizedText(), containsString(
                    "canary, bake: FAIL 1 time, first at 2025-06-02T10:30:00Z, 'error rate': 0.4 is more than 0.01"));
            assertThat(page.getElementById("harm").asNormalizedText(), containsString("canary, bake\t5 %\t23\t23\t100.0 %"));
            assertThat(page.getElementById("where").asNormalizedText(), containsString("canary, bake (5 % had it): 23"));
            // text stays text
            assertThat(page.getElementById("left-out").asNormalizedText(), containsString("'<b>now</b>'"));
            assertThat(page.getWebResponse().getContentAsString(), not(containsString("<b>now")));

            JsonNode json = new ObjectMapper()
                    .readTree(dev.goTo(url() + "report", "application/json").getWebResponse().getContentAsString());
            assertThat(json.at("/stages/1/past/failed").asInt(), is(1));
            assertThat(dev.goTo(url() + "csv", "text/csv").getWebResponse().getContentAsString(), containsString(
                    "canary,bake,2025-06-02T10:00:00Z,FAIL,2025-06-02T10:30:00Z,error rate,"));
        }
        try (JenkinsRule.WebClient other = as("other")) { // what one person asked for is not another's
            assertThat(other.goTo(url()).getElementById("report") == null, is(true));
            assertThat(other.goTo(url() + "report", null).getWebResponse().getStatusCode(), is(404));
        }
        assertThat(server.asked().size(), is(1));
        await().atMost(Duration.ofSeconds(30)).until(() -> CredentialsProvider.getFingerprintOf(token) != null);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CredentialsProvider.getFingerprintOf(token).getFacets().stream()
                        .anyMatch(facet -> facet instanceof ItemCredentialsFingerprintFacet use
                                && use.getItemFullName().equals(job.getFullName())));
    }

    @Test
    public void onlyThoseWhoMayConfigureTheJobAskItsServers() throws Exception {
        try (JenkinsRule.WebClient client = as("reader")) {
            for (String what : new String[] {"", "report", "csv"}) {
                assertThat(client.goTo(url() + what, null).getWebResponse().getStatusCode(), is(403));
            }
            assertThat(start(client, WEEK).getWebResponse().getStatusCode(), is(403));
            assertThat(post(client, "cancel", true, Map.of()).getWebResponse().getStatusCode(), is(403));
            assertThat(client.goTo(job.getUrl()).getWebResponse().getContentAsString(), not(containsString("rollout-backtest")));
        }
        try (JenkinsRule.WebClient anonymous = as(null)) { // is sent to log in
            assertThat(anonymous.goTo(url(), null).getWebResponse().getContentAsString(), not(containsString("previousVersion")));
            assertThat(start(anonymous, WEEK).getWebResponse().getContentAsString(), not(containsString("previousVersion")));
        }
        try (JenkinsRule.WebClient dev = as("dev")) {
            assertThat(post(dev, "start", false, WEEK).getWebResponse().getStatusCode(), is(403)); // no crumb
            for (String what : new String[] {"start", "cancel"}) {
                assertThat(
                        dev.goTo(url() + what + "?from=2025-06-02", null).getWebResponse().getStatusCode(),
                        either(is(404)).or(is(405)));
            }
        }
        assertThat(server.asked(), is(empty()));
    }

    @Test
    public void mistakesAreNamedAndWhatWasWrittenStays() throws Exception {
        try (JenkinsRule.WebClient dev = as("dev")) {
            refused(dev, "step", "often", "step: 'often' is not a duration");
            refused(dev, "from", "2025-06-02T08:00", "from: '2025-06-02T08:00' is not a time; write it like");
            refused(dev, "from", "2025-07-02", "from: 2025-07-02T00:00:00Z is not before to");
            refused(dev, "to", "2999-01-01", "to: 2999-01-01T00:00:00Z has not come yet");
            refused(dev, "step", "1s", "starts are more than 2000; write a longer step or less time");
            refused(dev, "degrade", "latency=+5", "degrade: there is no criterion 'latency'");
            refused(dev, "version", "", "version: is not known before a run, and 'error rate' asks about {{version}}");
            refused(dev, "script", "echo 'none'", "There is no plan in this script");
            refused(dev, "script", "<script>alert(1)</script>", "This is not a script that can be read");
        }
        assertThat(server.asked(), is(empty()));
    }

    private void refused(JenkinsRule.WebClient dev, String field, String value, String words) throws Exception {
        var fields = new java.util.HashMap<>(WEEK);
        fields.put(field, value);
        var page = (HtmlPage) start(dev, fields);
        assertThat(page.getWebResponse().getStatusCode(), is(400));
        assertThat(page.getElementById("refusal").asNormalizedText(), containsString(words));
        assertThat(page.getWebResponse().getContentAsString(), containsString("2025-06-0"));
        assertThat(page.getWebResponse().getContentAsString(), not(containsString("<script>alert(1)")));
    }

    @Test
    public void theRulesOfTheJobsFoldersHoldForWhatIsPasted() throws Exception {
        Folder team = j.createProject(Folder.class);
        var policy = new PolicyConfiguration("team");
        policy.setServers(List.of("other"));
        var property = new FolderPolicies();
        property.setPolicies(List.of(policy));
        team.addProperty(property);
        job = team.createProject(WorkflowJob.class, "web");
        try (JenkinsRule.WebClient admin = as("admin")) {
            var fields = new java.util.HashMap<>(WEEK);
            fields.put("script", SCRIPT);
            var page = (HtmlPage) start(admin, fields);
            assertThat(page.getElementById("refusal").asNormalizedText(), containsString("policy 'team'"));
        }
        assertThat(server.asked(), is(empty()));
    }

    @Test
    public void oneAPersonAndItCanBeCancelled() throws Exception {
        var goOn = new CountDownLatch(1);
        server.on("errors of 2.4.0", at -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0.001;
        });
        try (JenkinsRule.WebClient dev = as("dev")) {
            start(dev, WEEK);
            assertThat(
                    ((HtmlPage) start(dev, WEEK)).getElementById("refusal").asNormalizedText(),
                    containsString("A backtest of yours is under way, for the job " + job.getFullName()));
            post(dev, "cancel", true, Map.of());
            assertThat(dev.goTo(url()).getElementById("refusal").asNormalizedText(), containsString("It was cancelled."));
        } finally {
            goOn.countDown();
        }
    }

    @Test
    public void aServerThatCannotBeAskedIsNamed() throws Exception {
        RolloutConfiguration.get().setServers(List.of());
        try (JenkinsRule.WebClient dev = as("dev")) {
            start(dev, WEEK);
            assertThat(
                    done(dev).getElementById("refusal").asNormalizedText(),
                    containsString("prometheus: there is no server 'prod'"));
        }
    }

    @Test
    public void itWorksInABrowserAndOnAPhone() throws Exception {
        try (var browser = new JenkinsInChromium(Chromium.start(), j.getURL().toURI())) {
            Chromium chromium = browser.chromium();
            browser.logIn("dev");
            browser.open(job.getUrl());
            browser.one("#tasks a[href$='/rollout-backtest']").click();
            WEEK.forEach((name, value) -> {
                var field = browser.one("form[name=start] [name=" + name + "]");
                field.clear();
                field.sendKeys(value);
            });
            browser.one("form[name=start] [name=degrade]").sendKeys("error rate=+50%");
            browser.one("form[name=start] [name=degradeAfter]").sendKeys("10m");
            browser.one("form[name=start] button[name=Submit]").click();
            browser.one("#report");
            browser.until(driver -> driver.findElement(By.id("harm")).getText().contains("canary, bake"));
            chromium.picture(Path.of("target", "pictures", "backtest.png"), true);
            chromium.phone();
            browser.open(url());
            browser.one("#report");
            assertThat("what was written is there for the next", browser.one("[name=version]").getAttribute("value"), is("2.4.0"));
            chromium.picture(Path.of("target", "pictures", "backtest-phone.png"), true);
            Object wide = browser.driver().executeScript(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assertThat("the page itself does not scroll sideways", ((Number) wide).intValue(), is(0));
            assertThat(chromium.complaints(), is(empty()));
        }
    }
}
