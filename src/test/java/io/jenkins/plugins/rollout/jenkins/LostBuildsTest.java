package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What becomes of a rollout whose build ends the hard way, and what a build keeps of it. */
public class LostBuildsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final OnSharedJenkins controller = new OnSharedJenkins(JENKINS);

    @Rule
    public final StubServer server = new StubServer();

    private Build build;

    @Before
    public void deployOnePhaseAndWaitForTheNext() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [
                    [name: 'dogfood', gate: [approval: [automatic: true]]], [name: 'full']]) {
                  deployTo http(url: '%s')
                }
                """
                        .formatted(server.uri("/shop")));
        build.awaitAsk("full");
    }

    @Test
    public void aKilledBuildHasItsTargetsUndone() throws Exception {
        var run = (WorkflowRun) build.run();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            run.doKill();
        }
        build.awaitRollout("end", state -> state.isEnded());
        assertThat(server.asked().stream().anyMatch(asked -> asked.body().contains("\"undo\"")), is(true));
    }

    @Test
    public void aDeletedJobHasItsTargetsUndone() throws Exception {
        var run = (WorkflowRun) build.run();
        String id = build.rollout().id();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            run.getParent().delete();
        }
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> !RolloutService.get().engine().knows(id));
        assertThat(server.asked().stream().anyMatch(asked -> asked.body().contains("\"undo\"")), is(true));
    }

    @Test
    public void theBuildsFileHoldsNoExecutionAndNoState() throws Exception {
        String file = Files.readString(new File(build.run().getRootDir(), "build.xml").toPath());
        assertThat(file, containsString(build.rollout().id()));
        assertThat(file, not(containsString("RolloutExecution")));
        assertThat(
                file,
                not(containsString(
                        build.rollout().currentPhase().orElseThrow().ask().evidence())));
        build.abort("dev");
        build.awaitEnd("ABORTED");
    }

    @Test
    public void theLogLeadsToThePageAndAsksForTheAnswer() throws Exception {
        var html = new StringWriter();
        build.run().getLogText().writeHtmlTo(0, html);
        String page = build.run().getUrl() + "rollout/" + build.rollout().id() + "/";
        assertThat(
                html.toString(),
                containsString(page + "'>rollout " + build.rollout().id() + "</a>"));
        assertThat(html.toString(), containsString(page + "?do=reject'>reject</a>"));
        assertThat(html.toString(), containsString("class='post-hyperlink-note-button'>Approve</a>"));
        build.abort("dev");
        build.awaitEnd("ABORTED");
    }
}
