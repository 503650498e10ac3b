package io.jenkins.plugins.rollout.embedded;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.NullNode;
import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.target.JobTarget;
import io.jenkins.plugins.rollout.target.TargetCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What becomes of the job target's builds when the controller is killed, or the rollout turns round. */
public class JobTargetRestartTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private Path begun;
    private Path go;

    @Before
    public void places() throws Exception {
        home = folder.newFolder("home").toPath();
        begun = folder.getRoot().toPath().resolve("begun");
        go = folder.getRoot().toPath().resolve("go");
    }

    @Test
    public void aBuildIsFoundAgainAfterAKill() throws Exception {
        EmbeddedController before = controller();
        calls(before).call(call("one", Action.DEPLOY));
        Awaitility.await().until(() -> Files.exists(begun));
        before.crash();

        try (EmbeddedController after = controller()) {
            var seen = calls(after).inquire(call("one", Action.DEPLOY)).toCompletableFuture();
            Files.createFile(go);
            assertThat(get(seen), is(Optional.of(TargetAnswer.done("deploy #1 succeeded"))));
            assertThat(get(calls(after).call(call("one", Action.DEPLOY))).isDone(), is(true));
            assertThat(after.job("deploy").getLastBuild().getNumber(), is(1));
        }
    }

    @Test
    public void anOperationThatNeverBeganIsUnknownAfterAKill() throws Exception {
        controller().crash();
        try (EmbeddedController after = controller()) {
            assertThat(get(calls(after).inquire(call("one", Action.DEPLOY))), is(Optional.empty()));
        }
    }

    @Test
    public void anUndoStopsADeploymentThatIsStillUnderWay() throws Exception {
        try (EmbeddedController controller = controller()) {
            TargetCalls calls = calls(controller);
            var deploying = calls.call(call("one", Action.DEPLOY));
            Awaitility.await().until(() -> Files.exists(begun));

            assertThat(get(calls.call(call("two", Action.UNDO))), is(TargetAnswer.done("deploy #2 succeeded")));

            assertThat(get(deploying).message(), startsWith("deploy #1 ended with ABORTED"));
            assertThat(controller.job("deploy").getBuildByNumber(1).getResult(), is(Result.ABORTED));
        }
    }

    private EmbeddedController controller() throws Exception {
        return EmbeddedController.at(home)
                .job("shop", "sleep 600")
                .job("deploy", """
                        if (ROLLOUT_ACTION == 'deploy') {
                          node { sh "touch '%s'; until [ -e '%s' ]; do sleep 0.1; done" }
                        }
                        """.formatted(begun, go))
                .start();
    }

    private static TargetCalls calls(EmbeddedController controller) {
        PipelineRun build = controller.job("shop").getLastBuild() != null
                ? controller.job("shop").getLastBuild()
                : controller.run("shop");
        return new TargetCalls(definition -> new JobTarget("deploy"), JobTargetContractTest.context(build));
    }

    private static TargetCall call(String operation, Action action) {
        var situation = new Situation("shop-1-1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        return new TargetCall(operation, action, new TargetRef("job", Ability.ANYTHING, NullNode.getInstance()), situation, Reach.NOBODY);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
