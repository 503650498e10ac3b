package io.jenkins.plugins.rollout.embedded.cps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.stringContainsInOrder;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.Embedded;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.embedded.probe.HoldStep;
import java.util.concurrent.TimeUnit;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.junit.Rule;
import org.junit.Test;

/**
 * A block that is called again and again, also backward after a failure or an abort: what a rollout asks of Pipeline.
 */
public class BlockStepTest {
    private static final String JENKINSFILE =
            """
            def r = forwardAndBack(count: 2) {
              echo "${env.DIRECTION} ${AT}, ${direction()}"
              hold "${env.DIRECTION}-${AT}"
            }
            echo "and ${r}"
            """;

    @Rule
    public final Embedded embedded = new Embedded();

    private void release(String name) throws Exception {
        embedded.awaitLog(name + " holding");
        HoldStep.release(name, null);
    }

    @Test
    public void theBlockIsCalledOncePerTurnWithItsOwnContext() throws Exception {
        embedded.start(JENKINSFILE);
        release("forward-1");
        release("forward-2");
        assertThat(
                embedded.end(Result.SUCCESS),
                allOf(
                        containsString("forward 1, forward\n"),
                        containsString("forward 2, forward\n"),
                        containsString("and done\n")));
    }

    @Test
    public void abortReachesTheInnermostStepAndTheBlockIsThenCalledBackward() throws Exception {
        embedded.start(JENKINSFILE);
        release("forward-1");
        embedded.awaitLog("forward-2 holding");
        embedded.build().stop(new UserInterruption("alice"));
        release("back-2");
        release("back-1");
        assertThat(
                embedded.end(Result.ABORTED),
                stringContainsInOrder(
                        "forward-2 stopped",
                        "forward 2 failed",
                        "back 2, back",
                        "back 1, back",
                        "Aborted by alice",
                        "Finished: ABORTED"));
    }

    @Test
    public void aSecondAbortReachesTheBackwardTurn() throws Exception {
        embedded.start(JENKINSFILE);
        embedded.awaitLog("forward-1 holding");
        embedded.build().stop(new UserInterruption("alice"));
        embedded.awaitLog("back-1 holding");
        embedded.build().stop(new UserInterruption("bob"));
        assertThat(
                embedded.end(Result.ABORTED),
                stringContainsInOrder("back-1 stopped", "back 1 failed", "Aborted by alice"));
    }

    @Test
    public void abortReachesCodeThatNeverWaits() throws Exception {
        embedded.start("echo 'computing'; while (true) { }");
        embedded.awaitLog("computing");
        embedded.build().stop(new UserInterruption("alice"));
        assertThat(embedded.end(Result.ABORTED), containsString("Aborted by alice"));
    }

    @Test
    public void abortAtAnyMomentIsHeard() throws Exception {
        embedded.job("job", "node { stage('a') { sleep time: 1, unit: 'MILLISECONDS'; node { hold 'it' } } }");
        for (int i = 1; i <= 40; i++) {
            PipelineRun run = embedded.controller().run("job");
            long pause = System.nanoTime() + i * 100_000L;
            while (System.nanoTime() < pause) {
                Thread.onSpinWait();
            }
            run.stop(new UserInterruption("alice"));
            assertThat(run.end().get(60, TimeUnit.SECONDS).getResult(), is(Result.ABORTED));
        }
    }

    @Test
    public void contextThatIsMissingIsNamedWithItsProvider() throws Exception {
        assertThat(
                embedded.run(Result.FAILURE, "direction()"),
                containsString("Perhaps you forgot to surround the direction"
                        + " step with a step that provides this, such as: forwardAndBack"));
    }

    @Test
    public void blocksInParallelBranchesAreTurnedBackEachByItself() throws Exception {
        embedded.start(
                "parallel a: { forwardAndBack(count: 1) { if (env.DIRECTION == 'forward') error 'a broke' else echo 'a"
                        + " back' } }, b: { forwardAndBack(count: 1) { hold 'b' } }");
        embedded.awaitLog("a back");
        release("b");
        assertThat(embedded.end(Result.FAILURE), containsString("ERROR: a broke\n"));
    }
}
