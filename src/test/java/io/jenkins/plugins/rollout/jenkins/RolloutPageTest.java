package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.web.RolloutAction;
import java.io.File;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.model.experimentalflags.UserExperimentalFlagsProperty;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule.WebClient;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What only real Jenkins has around the page: its side panel, its two layouts, its permissions, its build.xml. */
public class RolloutPageTest {
    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Before
    public void people() {
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ, RolloutPermissions.APPROVE)
                .everywhere()
                .to("alice"));
    }

    private static WorkflowRun asking() throws Exception {
        WorkflowJob job = R.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "rollout(application: 'shop', version: '2.0', phases: [[name: 'full']]) { echo 'deploying' }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await().atMost(60, TimeUnit.SECONDS).until(() -> evidence(run).isPresent());
        return run;
    }

    private static Optional<String> evidence(WorkflowRun run) {
        return RolloutService.ids(run).stream()
                .findFirst()
                .flatMap(RolloutService.get().engine()::state)
                .flatMap(RolloutState::currentPhase)
                .map(PhaseState::ask)
                .map(ask -> ask.evidence());
    }

    private static void approve(WorkflowRun run) throws Exception {
        try (ACLContext ignored = ACL.as2(User.getById("alice", true).impersonate2())) {
            RolloutService.get()
                    .engine()
                    .submit(RolloutService.ids(run).get(0), new Command.Approve(
                            Actors.current(run, "page"), evidence(run).orElseThrow(), ""))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static WebClient alice() throws Exception {
        return R.createWebClient()
                .withJavaScriptEnabled(false)
                .withThrowExceptionOnFailingStatusCode(false)
                .withBasicCredentials("alice");
    }

    private static HtmlPage page(WebClient client, WorkflowRun run, String rest) throws Exception {
        return client.goTo(run.getUrl() + rest);
    }

    @Test
    public void theSidePanelSaysHowManyApprovalsWait() throws Exception {
        WorkflowRun run = asking();
        HtmlPage build = page(alice(), run, "");
        DomElement link = build.getFirstByXPath("//div[@id='side-panel']//a[contains(@href, '/rollout')]");
        assertThat(link.getTextContent(), containsString("Rollout"));
        assertThat(link.getTextContent(), containsString("1"));

        approve(run);
        R.waitForCompletion(run);
        assertThat(run.getAction(RolloutAction.class).getBadge(), is(nullValue()));
    }

    @Test
    public void thePageCarriesTheStateInBothLayouts() throws Exception {
        WorkflowRun run = asking();
        for (boolean anew : List.of(false, true)) {
            User.getById("alice", true).addProperty(new UserExperimentalFlagsProperty(
                    Map.of("new-build-page.flag", Boolean.toString(anew))));
            HtmlPage page = page(alice(), run, "rollout/");
            assertThat(page.getWebResponse().getStatusCode(), is(200));
            assertThat(page.getElementById("rollout").getAttribute("data-base"),
                    is(R.contextPath + "/" + run.getUrl() + "rollout/" + RolloutService.ids(run).get(0) + "/"));
            String state = page.getElementById("rollout-state").getTextContent();
            assertThat(state, containsString("\"application\":\"shop\""));
            assertThat(page.getByXPath("//div[contains(@class, 'app-build-bar')]").isEmpty(), is(!anew));
            assertThat(page.getByXPath("//div[@id='side-panel']").isEmpty(), is(anew));
        }
        approve(run);
        R.waitForCompletion(run);
    }

    @Test
    public void whoMayNotSeeTheJobSeesNothingOfItsRollouts() throws Exception {
        WorkflowRun run = asking();
        WebClient mallory = R.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withBasicCredentials("mallory");
        for (String rest : List.of("", "state", "events", "journal")) {
            int status = mallory.goTo(run.getUrl() + "rollout/" + rest, null).getWebResponse().getStatusCode();
            assertThat(rest, status, is(404));
        }
        approve(run);
        R.waitForCompletion(run);
    }

    @Test
    public void theBuildKeepsTheIdsOfItsRolloutsAndNothingElse() throws Exception {
        WorkflowRun run = asking();
        String xml = Files.readString(new File(run.getRootDir(), "build.xml").toPath());
        String action = xml.substring(xml.indexOf("<" + RolloutAction.class.getName()));
        action = action.substring(0, action.indexOf("</" + RolloutAction.class.getName()));

        assertThat(action.replaceAll("\\s", ""), containsString(
                "<rollouts><string>" + RolloutService.ids(run).get(0) + "</string></rollouts>"));
        assertThat(action, not(containsString("<run")));
        assertThat(action, not(containsString("<object")));
        assertThat(xml, not(containsString("shop</application>")));
        approve(run);
        R.waitForCompletion(run);
    }
}
