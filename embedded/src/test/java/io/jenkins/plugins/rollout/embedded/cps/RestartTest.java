package io.jenkins.plugins.rollout.embedded.cps;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.Embedded;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.embedded.probe.HoldStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.Rule;
import org.junit.Test;

/** The controller goes away in the middle of something, and the build goes on with the next one. */
public class RestartTest {
    @Rule
    public final Embedded embedded = new Embedded();

    /** A line in the log comes a moment before the program is at rest. */
    private static void awaitSaved() throws Exception {
        List<Future<Void>> saved = new CopyOnWriteArrayList<>();
        StepExecution.acceptAll(e -> saved.add(e.getContext().saveState())).get(60, TimeUnit.SECONDS);
        for (Future<Void> each : saved) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private void crashWhen(String text) throws Exception {
        embedded.awaitLog(text);
        awaitSaved();
        embedded.crashAndRestart();
    }

    private void release(String name) {
        await().atMost(Duration.ofSeconds(60)).until(() -> HoldStep.release(name, null));
    }

    @Test
    public void sleepEndsWhenItWouldHaveEnded() throws Exception {
        embedded.start("def kept = [a: 1]; sleep 2; echo \"kept ${kept}\"");
        crashWhen("Sleeping for");
        assertThat(
                embedded.end(Result.SUCCESS),
                allOf(containsString("kept [a:1]\n"), containsString("after the controller restarted")));
        assertThat(embedded.build().getDuration() >= 2000, is(true));
    }

    @Test
    public void aScriptGoesOnWithoutTheController() throws Exception {
        Path go = embedded.home().resolve("go");
        embedded.start("node { def out = sh(script: 'echo begun >&2; while ! test -e " + go
                + "; do sleep 0.1; done; echo over', returnStdout: true); echo \"got ${out}\" }");
        embedded.awaitLog("\nbegun\n");
        awaitSaved();
        embedded.controller().crash();
        Files.createFile(go);
        embedded.crashAndRestart();
        assertThat(embedded.end(Result.SUCCESS), containsString("got over\n"));
    }

    @Test
    public void bothBranchesOfParallelGoOn() throws Exception {
        embedded.start("def r = parallel a: { stage('s') { hold 'a'; 'A' } }, b: { hold 'b'; 'B' }; echo \"${r}\"");
        embedded.awaitLog("a holding");
        crashWhen("b holding");
        embedded.awaitLog("a resumed");
        embedded.awaitLog("b resumed");
        release("b");
        release("a");
        assertThat(embedded.end(Result.SUCCESS), containsString("[b:B, a:A]\n"));
    }

    @Test
    public void timeoutStillExpires() throws Exception {
        embedded.start("timeout(time: 3, unit: 'SECONDS') { hold 'long' }");
        crashWhen("long holding");
        assertThat(embedded.end(Result.ABORTED), stringContainsInOrder("long stopped", "Timeout has been exceeded"));
    }

    @Test
    public void retryCountsOn() throws Exception {
        embedded.start("int n = 0\nretry(2) { n++; hold \"try-${n}\"; error \"failed ${n}\" }");
        release("try-1");
        crashWhen("try-2 holding");
        release("try-2");
        assertThat(
                embedded.end(Result.FAILURE), allOf(containsString("ERROR: failed 2\n"), not(containsString("try-3"))));
    }

    @Test
    public void aBlockStepCallsItsBlockAgainAfterwards() throws Exception {
        embedded.start("forwardAndBack(count: 2) { hold \"${env.DIRECTION}-${AT}\"; if (AT == '2' && env.DIRECTION =="
                + " 'forward') error 'no' }");
        crashWhen("forward-1 holding");
        release("forward-1");
        release("forward-2");
        crashWhen("back-2 holding");
        embedded.awaitLog("back-2 resumed");
        release("back-2");
        release("back-1");
        assertThat(
                embedded.end(Result.FAILURE), stringContainsInOrder("back-2 resumed", "back-1 holding", "ERROR: no"));
    }

    @Test
    public void abortWorksAfterARestart() throws Exception {
        embedded.start("node { hold 'here' }");
        crashWhen("here holding");
        embedded.awaitLog("here resumed");
        embedded.build().stop(new UserInterruption("alice"));
        assertThat(embedded.end(Result.ABORTED), stringContainsInOrder("here stopped", "Aborted by alice"));
    }

    @Test
    public void everyRestartOfManyIsSurvived() throws Exception {
        embedded.start("env.KEPT = 'yes'\n"
                + "for (i in 1..3) { stage(\"s${i}\") { withEnv([\"I=${i}\"]) { hold \"h${i}\"; echo \"${I}"
                + " ${env.KEPT}\" } } }");
        for (int i = 1; i <= 3; i++) {
            crashWhen("h" + i + " holding");
            release("h" + i);
        }
        assertThat(embedded.end(Result.SUCCESS), stringContainsInOrder("1 yes", "2 yes", "3 yes"));
    }

    @Test
    public void theJenkinsfileOfARunningBuildIsTheOneItStartedWith() throws Exception {
        embedded.start("hold 'old'; echo 'old text'");
        embedded.job("job", "echo 'new text'");
        crashWhen("old holding");
        release("old");
        assertThat(embedded.end(Result.SUCCESS), containsString("old text\n"));
    }

    @Test
    public void anEndedBuildStaysEnded() throws Exception {
        embedded.run(Result.SUCCESS, "echo 'x'");
        embedded.crashAndRestart();
        assertThat(embedded.build().isBuilding(), is(false));
        assertThat(embedded.build().getResult(), is(Result.SUCCESS));
        assertThat(embedded.controller().run("job").getNumber(), is(2));
    }

    @Test
    public void withoutASavedProgramTheBuildBeginsAgain() throws Exception {
        embedded.start("echo 'first line'; hold 'x'");
        crashWhen("x holding");
        embedded.controller().crash();
        Files.delete(embedded.home().resolve("jobs/job/builds/1/program.dat"));
        embedded.crashAndRestart();
        release("x");
        assertThat(embedded.end(Result.SUCCESS), stringContainsInOrder("first line", "restarted", "first line"));
    }

    @Test
    public void aCrashAtAnyMomentOfABuildIsSurvived() throws Exception {
        embedded.job("job", "node { sh 'sleep 0.1' }\nstage('s') { sleep time: 10, unit: 'MILLISECONDS' }");
        for (int i = 1; i <= 25; i++) {
            PipelineRun run = embedded.controller().run("job");
            long pause = System.nanoTime() + i * 4_000_000L;
            while (System.nanoTime() < pause) {
                Thread.onSpinWait();
            }
            embedded.crashAndRestart();
            PipelineRun after = embedded.controller().job("job").getBuildByNumber(run.getNumber());
            after.end().get(60, TimeUnit.SECONDS);
            assertThat(String.join("\n", after.getLog(1000)), after.getResult(), is(Result.SUCCESS));
        }
    }
}
