package io.jenkins.plugins.rollout.embedded.steps;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.Embedded;
import io.jenkins.plugins.rollout.embedded.probe.HoldStep;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.junit.Rule;
import org.junit.Test;

public class StepsTest {
    @Rule
    public final Embedded embedded = new Embedded();

    @Test
    public void shGivesOutputStatusAndEnvironment() throws Exception {
        String log = embedded.run(
                Result.SUCCESS,
                """
                node {
                  sh 'echo "in $(basename "$PWD") for $JOB_NAME"'
                  def out = sh(script: 'echo captured; echo shown >&2', returnStdout: true).trim()
                  echo "out=${out} status=${sh(script: 'exit 7', returnStatus: true)}"
                  withEnv(['QUOTED=a b\\'c']) { sh 'echo "<$QUOTED>"' }
                }
                """);
        assertThat(
                log,
                allOf(
                        containsString("in job for job\n"),
                        containsString("shown\n"),
                        containsString("out=captured status=7\n"),
                        containsString("<a b'c>\n")));
    }

    @Test
    public void shFailsWithTheExitCode() throws Exception {
        assertThat(
                embedded.run(Result.FAILURE, "node { sh 'false; echo never' }"),
                allOf(containsString("ERROR: script returned exit code 1\n"), not(containsString("\nnever\n"))));
    }

    @Test
    public void shNeedsNodeAndSaysSo() throws Exception {
        assertThat(
                embedded.run(Result.FAILURE, "sh 'true'"),
                containsString("Required context class hudson.FilePath is missing\n"
                        + "Perhaps you forgot to surround the sh step with a step that provides this, such as: node"));
    }

    @Test
    public void abortEndsTheScript() throws Exception {
        embedded.start("node { sh 'echo begun; sleep 600; echo never' }");
        embedded.awaitLog("\nbegun\n");
        embedded.build().stop(new UserInterruption("alice"));
        assertThat(
                embedded.end(Result.ABORTED),
                allOf(containsString("Aborted by alice\n"), not(containsString("\nnever\n"))));
    }

    @Test
    public void twoExecutorsServeThreeBranches() throws Exception {
        embedded.start("parallel a: { node { hold 'a' } }, b: { node { hold 'b' } }, c: { node { hold 'c' } }");
        embedded.awaitLog("Still waiting for the next available executor");
        embedded.awaitLog("b holding");
        assertThat(embedded.log(), not(containsString("c holding")));
        HoldStep.release("a", null);
        embedded.awaitLog("c holding");
        HoldStep.release("b", null);
        HoldStep.release("c", null);
        embedded.end(Result.SUCCESS);
    }

    @Test
    public void parallelGivesEachBranchsValue() throws Exception {
        assertThat(
                embedded.run(
                        Result.SUCCESS,
                        "def r = parallel a: { 1 }, b: { sleep time: 1, unit: 'MILLISECONDS'; 2 }\necho \"r=${r}\""),
                containsString("r=[a:1, b:2]\n"));
    }

    @Test
    public void failFastStopsTheOtherBranches() throws Exception {
        String log = embedded.run(Result.FAILURE, "parallel a: { hold 'a' }, b: { error 'broken' }, failFast: true");
        assertThat(
                log,
                allOf(
                        containsString("Failed in branch b\n"),
                        containsString("a stopped\n"),
                        containsString("ERROR: broken\n")));
    }

    @Test
    public void withoutFailFastTheOtherBranchesGoOn() throws Exception {
        embedded.start("parallel a: { hold 'a'; echo 'a went on' }, b: { error 'broken' }");
        embedded.awaitLog("a holding");
        await().atMost(java.time.Duration.ofSeconds(30)).until(() -> HoldStep.release("a", null));
        assertThat(
                embedded.end(Result.FAILURE), allOf(containsString("a went on\n"), containsString("ERROR: broken\n")));
    }

    @Test
    public void retryRunsItsBlockAgainAndGivesUp() throws Exception {
        String log = embedded.run(Result.FAILURE, "int n = 0\nretry(3) { n++; echo \"try ${n}\"; error 'no' }");
        assertThat(log, allOf(containsString("try 3\n"), not(containsString("try 4")), containsString("Retrying\n")));
    }

    @Test
    public void timeoutInterruptsItsBlock() throws Exception {
        String log = embedded.run(Result.ABORTED, "timeout(time: 3, unit: 'SECONDS') { hold 'long' }");
        assertThat(
                log,
                allOf(
                        containsString("Cancelling nested steps due to timeout\n"),
                        containsString("long stopped\n"),
                        containsString("Timeout has been exceeded\n")));
    }

    @Test
    public void aTimeoutCanBeCaught() throws Exception {
        assertThat(
                embedded.run(
                        Result.SUCCESS,
                        "try { timeout(time: 50, unit: 'MILLISECONDS') { sleep 600 } } catch (e) { echo"
                                + " \"${e.result}\" }"),
                containsString("ABORTED\n"));
    }

    @Test
    public void durationsBindAsNumbersOrText() throws Exception {
        assertThat(
                embedded.run(Result.SUCCESS, "sleep time: '10', unit: 'MILLISECONDS'\nsleep 0"),
                containsString("Sleeping for 10 ms\n"));
        assertThat(embedded.build().getDuration() < 600_000, is(true));
    }
}
