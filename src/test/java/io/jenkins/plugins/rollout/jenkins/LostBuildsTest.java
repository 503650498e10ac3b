package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.Util;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LoggerRule;

/** What becomes of a rollout whose build ends the hard way, and what a build keeps of it. */
public class LostBuildsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final OnSharedJenkins controller = new OnSharedJenkins(JENKINS);

    @Rule
    public final StubServer server = new StubServer();

    @Rule
    public final LoggerRule logging =
            new LoggerRule().record("io.jenkins.plugins.rollout", Level.WARNING).capture(1000);

    private Build build;

    @Before
    public void deployOnePhaseAndWaitForTheNext() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        build = start("/shop");
        build.awaitAsk("full");
    }

    private Build start(String path) throws Exception {
        return controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [
                    [name: 'dogfood', gate: [approval: [automatic: true]]], [name: 'full']]) {
                  deployTo http(url: '%s')
                }
                """
                        .formatted(server.uri(path)));
    }

    private interface Deletion {
        void of(WorkflowRun run) throws Exception;
    }

    private WorkflowRun kill() throws Exception {
        var run = (WorkflowRun) build.run();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            run.doKill();
        }
        return JENKINS.waitForCompletion(run);
    }

    private boolean undoAsked() {
        return server.asked().stream().anyMatch(asked -> asked.body().contains("\"undo\""));
    }

    private Build startTheNextOne() throws Exception {
        server.on("/next", 200, "{}");
        Build next = start("/next");
        next.awaitRollout("its place in line", state -> state.behind() != null);
        return next;
    }

    /** Over, its place in line free, and nothing of it left behind. */
    private void assertOver(String id, Build next) throws Exception {
        next.awaitAsk("full");
        assertThat(RolloutService.get().engine().knows(id), is(false));
        File home = new File(JENKINS.jenkins.getRootDir(), "phased-rollout");
        await().atMost(60, TimeUnit.SECONDS).until(() -> !new File(home, "open/" + id).exists());
        assertThat(new File(home, "spare/" + id).exists(), is(false));
        assertThat(logging.getMessages(), not(hasItem(containsString("journal"))));
        assertThat(logging.getMessages(), not(hasItem(containsString("may write lines again"))));
    }

    private void deleteWhileItIsUndone(Deletion deletion) throws Exception {
        String id = build.rollout().id();
        Build next = startTheNextOne();
        CountDownLatch answer = server.hold("/shop");
        WorkflowRun run = kill();
        await().atMost(60, TimeUnit.SECONDS).until(this::undoAsked);
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            deletion.of(run);
        }
        assertThat(RolloutService.directory(run, id).toFile().exists(), is(false));
        assertThat(next.rollout().behind(), is(id));
        answer.countDown();
        assertOver(id, next);
        assertThat(new File(run.getRootDir(), "rollout").exists(), is(false));
    }

    private void deleteWhileItWaitsForPeople(Deletion deletion) throws Exception {
        String id = build.rollout().id();
        Build next = startTheNextOne();
        server.instead("/shop", 400, "{}");
        WorkflowRun run = kill();
        await().atMost(60, TimeUnit.SECONDS).until(() -> RolloutService.get()
                .engine()
                .state(id)
                .filter(state -> state.held() != null)
                .isPresent());
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            deletion.of(run);
        }
        assertOver(id, next);
    }

    @Test
    public void aDeletedBuildIsUndoneToItsEnd() throws Exception {
        deleteWhileItIsUndone(WorkflowRun::delete);
    }

    @Test
    public void aBuildThatIsDeletedWithItsJobIsUndoneToItsEnd() throws Exception {
        deleteWhileItIsUndone(run -> run.getParent().delete());
    }

    @Test
    public void aBuildWhoseFolderIsRemovedByHandIsUndoneToItsEnd() throws Exception {
        deleteWhileItIsUndone(run -> Util.deleteRecursive(run.getRootDir()));
    }

    @Test
    public void nobodyWaitsForPeopleWhoHaveNoBuildAnyMore() throws Exception {
        deleteWhileItWaitsForPeople(WorkflowRun::delete);
    }

    @Test
    public void nobodyWaitsForPeopleWhoHaveNoJobAnyMore() throws Exception {
        deleteWhileItWaitsForPeople(run -> run.getParent().delete());
    }

    @Test
    public void aBuildWhoseFolderWasRemovedByHandCanBeDeleted() throws Exception {
        deleteWhileItWaitsForPeople(run -> {
            Util.deleteRecursive(run.getRootDir());
            run.delete();
        });
    }

    @Test
    public void aKilledBuildHasItsTargetsUndone() throws Exception {
        var run = (WorkflowRun) build.run();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            run.doKill();
        }
        build.awaitRollout("end", state -> state.isEnded());
        assertThat(undoAsked(), is(true));
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
        assertThat(undoAsked(), is(true));
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
