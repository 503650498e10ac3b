package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import hudson.model.Action;
import hudson.model.ManagementLink;
import hudson.model.User;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.openqa.selenium.By;

/**
 * Every text that people, Jenkinsfiles, metric servers and targets can give tries to be more than a text, on every page,
 * in a real browser, under the content security policy that Jenkins enforces: nothing of it runs, and nothing is lost.
 */
public class HostileTextInJenkinsTest {
    private static final String IMAGE = "<img src=x onerror=pwned=1>";
    private static final String SCRIPT = "</script><script>pwned=1</script>";
    private static final String BREAKOUT = "\\\"'`><svg onload=pwned=1> &lt;b&gt; ${7*7} {{7*7}}";

    @ClassRule
    public static final JenkinsRule R = OnSharedJenkins.jenkins();

    @ClassRule
    public static final StubServer SERVER = new StubServer();

    private JenkinsInChromium browser;
    private WorkflowRun run;

    @Before
    public void prepare() throws Exception {
        browser = new JenkinsInChromium(Chromium.start(), People.url(R));
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("adam")
                .grant(Jenkins.READ, hudson.model.Item.READ, RolloutPermissions.APPROVE, RolloutPermissions.OPERATE)
                .everywhere()
                .to("alice"));
        for (String name : List.of("adam", "alice", "dev")) {
            User user = User.getById(name, true);
            user.setFullName(name + " " + IMAGE + SCRIPT);
            user.save();
        }
        String hostile = IMAGE + SCRIPT + BREAKOUT.replace("\\", "\\\\").replace("\"", "\\\"");
        SERVER.on("/stats", 200, "{\"errors\": 0.004}")
                .on("/api/v1/query", 422, "{\"status\":\"error\",\"error\":\"" + hostile + "\"}")
                .on("/deploy", 400, "{\"state\":\"failed\",\"error\":\"" + hostile + "\"}");
        var server = new ServerConfiguration("stats" + IMAGE, "json", SERVER.uri("/stats").toString());
        server.setCredentialsId(SCRIPT + IMAGE);
        server.setCredentialsHeader(BREAKOUT);
        RolloutConfiguration.get().setServers(List.of(server));
        RolloutConfiguration.get().setFreeUrls(List.of(SERVER.uri("").toString()));
        start();
    }

    @After
    public void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (run != null && run.isBuilding()) {
            run.doKill();
            R.waitForCompletion(run);
        }
        if (run != null) {
            run.delete(); // what could not be undone waits for people as long as there is a page for them
        }
    }

    /** Three rollouts: one that asks, one that has no data, one whose target failed. */
    private void start() throws Exception {
        run = People.start(R, """
                def image = '''%s'''
                def script = '''%s'''
                def odd = '''%s'''
                def place = '%s'
                def fine = threshold(name: image + odd, atMost: 0.01, source: json(url: place + '/stats', path: '/errors'))
                def blind = threshold(name: script, atMost: 0.01, noDataLimit: 1,
                                      source: prometheus(url: place, query: image + script + odd))
                parallel asks: {
                  rollout(application: image + 'asks', environment: script, version: script + '2.4.0', previousVersion: odd,
                          artifact: image, phases: [
                    [name: 'canary', exposure: 5, audience: image + script + odd,
                     gate: [metrics: [fine], interval: '1s', approval: [
                       rules: [[from: ['alice', image, script + odd], quorum: 2]], message: image + script + odd,
                       ask: [choice(name: 'risk', choices: [image, script, odd], label: script),
                             text(name: 'ticket', label: image + odd), yesNo(name: 'told', label: odd)]]]],
                    [name: 'full', gate: [metrics: [feedback(name: image + odd, minimumResponses: 9),
                      signOff(name: script + odd, testers: ['adam', image + script], items: [script, image + odd])]]],
                  ]) { echo 'never' }
                }, blind: {
                  rollout(application: script + 'blind', environment: image, version: image, phases: [
                    [name: 'canary', exposure: 5, gate: [metrics: [blind], interval: '1s', approval: [automatic: true]]],
                  ]) { echo 'never' }
                }, fails: {
                  rollout(application: odd + 'fails', version: '1', phases: [
                    [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  ], onFailure: 'pause') { deployTo http(url: place + '/deploy') }
                }
                """.formatted(IMAGE, SCRIPT, BREAKOUT.replace("'", "\\'"), SERVER.uri("")));
        await().atMost(2, TimeUnit.MINUTES).until(() -> states().count() == 3
                && states().filter(state -> state.held() != null).count() == 2
                && states().anyMatch(state -> state.currentPhase().filter(phase -> phase.ask() != null).isPresent()));
        assertThat(states().anyMatch(state -> state.held() != null && state.held().kind() == HoldKind.INCONCLUSIVE), is(true));
    }

    private Stream<RolloutState> states() {
        return RolloutService.ids(run).stream().flatMap(id -> RolloutService.get().engine().state(id).stream());
    }

    private String page(String application) {
        return states()
                .filter(state -> state.plan().application().endsWith(application))
                .map(state -> run.getUrl() + "rollout/" + state.id() + "/")
                .findFirst()
                .orElseThrow();
    }

    private void assertHarmless(String path) {
        assertThat(path, browser.driver().executeScript("return typeof window.pwned"), is("undefined"));
        assertThat(path, (String) browser.driver().executeScript(
                "const bad = document.querySelector('img[src=x], svg[onload], [onerror]'); return bad && bad.outerHTML"), nullValue());
        assertThat(
                path,
                browser.complaints().stream()
                        .filter(message -> !message.contains("Failed to load resource: the server responded with a status of 403"))
                        // a file with mistakes is refused
                        .filter(message -> !message.contains("rollout-rules/upload"))
                        // of core's own scripts, about the forms of other plugins on the same page
                        .filter(message -> !message.contains("Couldn't find the expected"))
                        .toList(),
                empty());
    }

    /** Everybody rates and signs off with a text that wants to be more. */
    @Test
    public void whatPeopleSayStaysText() throws Exception {
        Visitor adam = Visitor.of(People.url(R), "adam", "adam");
        for (Map<String, String> words : List.of(
                Map.of("score", "2", "comment", IMAGE + SCRIPT + BREAKOUT), Map.of("ok", "false", "comment", SCRIPT + IMAGE))) {
            String act = words.containsKey("score") ? "feedback" : "signOff";
            Visitor.Answer answer = adam.postJson(page("asks") + act, words);
            assertThat(answer.toString(), answer.status(), is(200));
        }
        String file = "score,comment,name\n1,\"" + (SCRIPT + BREAKOUT).replace("\"", "\"\"") + "\",\"" + IMAGE + "\"\n";
        assertThat(adam.post(page("asks") + "importFeedback", "text/csv", file).status(), is(200));
        Visitor.Answer refused = adam.post(page("asks") + "importFeedback", "text/csv", "score,phase\n1,\"" + IMAGE + "\"\n");
        assertThat(refused.status(), is(400));
        assertThat(refused.header("Content-Type"), containsString("application/json"));
        browser.logIn("adam");
        browser.complaints();
        browser.openPage(page("asks"));
        browser.one("[data-say=read]").click();
        browser.awaitText("[data-said]", SCRIPT);
        browser.awaitText("[data-signoffs]", IMAGE);
        assertThat(text(), containsString("adam " + IMAGE + SCRIPT));
        assertHarmless("what people said");
    }

    private String open(String path) {
        browser.open(path);
        browser.until(driver -> "complete".equals(driver.executeScript("return document.readyState")));
        return path;
    }

    /** What stands on the page, also where it is not seen at the moment; text, not markup. */
    private String text() {
        return (String) browser.driver().executeScript("return document.body.textContent"
                + " + [...document.querySelectorAll('input,textarea')].map(e => e.value).join(' ')");
    }

    @Test
    public void nothingRunsAndNothingIsLost() throws Exception {
        Visitor adam = Visitor.of(People.url(R), "adam", "adam");
        for (String act : List.of("pause", "resume")) {
            int status = adam.postJson(page("asks") + act, Map.of("reason", IMAGE + SCRIPT + BREAKOUT)).status();
            assertThat(act, status, is(200));
        }
        adam.postJson("rollout-freezes/declare", Map.of("name", IMAGE, "reason", SCRIPT + BREAKOUT, "applications", "nothing"));
        browser.logIn("adam");
        browser.complaints();

        for (String application : List.of("asks", "blind", "fails")) {
            browser.openPage(page(application));
            browser.one(".ro-title");
            assertHarmless(application);
            assertThat(application, text(), containsString("pwned=1"));
        }
        browser.openPage(page("asks"));
        assertThat(text(), containsString(SCRIPT + "2.4.0"));
        for (var button : browser.all("[data-act]")) {
            if (button.isDisplayed()) {
                button.click();
                assertHarmless("dialog of " + button);
                browser.driver().executeScript("document.querySelectorAll('dialog[open]').forEach(d => d.close())");
            }
        }

        open(run.getUrl() + "rollout/");
        browser.awaitText("#rollout", IMAGE + "asks");
        assertHarmless("the list");
        for (String path : List.of(run.getUrl(), run.getUrl() + "console", run.getParent().getUrl())) {
            assertHarmless(open(path));
        }
        open(run.getUrl() + "console");
        browser.awaitText("pre.console-output, #out", IMAGE);

        open("manage/configure");
        browser.one("[name='_.credentialsHeader']");
        assertHarmless("manage/configure");
        assertThat(text(), containsString("stats" + IMAGE));
        assertThat(text(), containsString(BREAKOUT));
    }

    @Test
    public void pagesOfOursBesideTheBuildAreHarmlessToo() throws Exception {
        Visitor adam = Visitor.of(People.url(R), "adam", "adam");
        adam.postJson(page("asks") + "pause", Map.of("reason", IMAGE + SCRIPT + BREAKOUT));
        adam.postJson(page("asks") + "resume", Map.of("reason", IMAGE + SCRIPT + BREAKOUT));
        adam.postJson("rollout-freezes/declare", Map.of("name", IMAGE, "reason", SCRIPT + BREAKOUT, "applications", "nothing"));
        browser.logIn("adam");
        browser.complaints();
        List<Action> ours = Stream.concat(
                        R.jenkins.getActions().stream(), R.jenkins.getExtensionList(ManagementLink.class).stream())
                .filter(action -> action.getClass().getName().startsWith("io.jenkins.plugins.rollout."))
                .toList();
        for (Action action : ours) {
            assertHarmless(open(action.getUrlName() + "/"));
            boolean tells = List.of("rollout-freezes", "rollout-audit").contains(action.getUrlName());
            assertThat(action.getUrlName(), text(), tells ? containsString(SCRIPT) : is(not("")));
        }
        Visitor alice = Visitor.of(People.url(R), "alice", "alice");
        String link = alice.postJson(page("asks") + "link", Map.of("act", "approve")).json().get("url").asText();
        open(page("asks") + "confirm/?" + link.replaceFirst(".*\\?", ""));
        browser.awaitText("body", IMAGE);
        assertHarmless("confirm");
        open(page("asks") + "confirm/?token=" + java.net.URLEncoder.encode(SCRIPT + IMAGE, java.nio.charset.StandardCharsets.UTF_8));
        assertHarmless("confirm with a token that is none");
        assertHarmless(open("user/adam/"));
        assertHarmless(open("user/adam/account/"));
    }

    /** Fills one field of a page's form, sends it as its button does, and waits for the page that answers. */
    private void send(String form, String field, String value) {
        browser.driver().executeScript(
                "document.querySelector(arguments[0]).value = arguments[1]", "form[name=" + form + "] " + field, value);
        browser.driver().executeScript("document.body.dataset.old = 'yes'");
        browser.one("form[name=" + form + "] button").click();
        browser.until(driver -> driver.findElements(By.cssSelector("body[data-old]")).isEmpty()
                && "complete".equals(driver.executeScript("return document.readyState")));
    }

    @Test
    public void whatIsPastedAndBroughtStaysText() throws Exception {
        browser.logIn("adam");
        browser.complaints();
        String hostile = "'''" + IMAGE + SCRIPT + "'''";
        open("rollout-check/");
        send("check", "[name='script']", "rollout(application: " + hostile + ", environment: " + hostile + ", version: "
                + hostile + ", phases: [[name: " + hostile + ", audience: " + hostile + ", gate: [approval: [from: ["
                + hostile + "]]]],\n [name: 'full', exposure: env.'" + IMAGE + "', bake: [duration: " + hostile + "]]]) { }");
        browser.one("#findings");
        assertThat(text(), containsString(IMAGE + SCRIPT));
        assertHarmless("rollout-check");

        open("rollout-rules/");
        send("upload", "[name='text']", "policies:\n- name: \"" + IMAGE + "\"\n  minQuorum: \"" + IMAGE + "\"\n  phases: [\""
                + SCRIPT + "\", \"" + SCRIPT + "\"]\n\"" + IMAGE + "\": 1\n");
        browser.one("#refusal");
        assertThat(text(), containsString(IMAGE));
        assertHarmless("rollout-rules");

        assertHarmless(open("user/adam/rollout-delegation/"));
        assertThat(text(), containsString("adam " + IMAGE));
    }
}
