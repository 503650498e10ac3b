package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import io.jenkins.plugins.rollout.target.command.CommandTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** The command target with scripts that know each operation by its id. */
public class CommandTargetContractTest extends DeploymentTargetContract {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private EmbeddedController controller;
    private PipelineRun rollout;

    @Before
    public void start() throws Exception {
        folder.newFolder("done");
        folder.newFolder("live");
        script("deploy", "test -e done/$ROLLOUT_OPERATION && exit 0\necho >> done/$ROLLOUT_OPERATION\n"
                + "echo $ROLLOUT_REACH > live/$ROLLOUT_VERSION");
        script("undo", "test -e done/$ROLLOUT_OPERATION && exit 0\necho >> done/$ROLLOUT_OPERATION\n"
                + "rm -f live/$ROLLOUT_VERSION");
        script("status", "test -e done/$ROLLOUT_OPERATION || exit 1\n"
                + "is=$(cat live/$ROLLOUT_VERSION 2>/dev/null || echo 0)\n"
                + "echo \"$ROLLOUT_VERSION is at $is\"\ntest $is = $ROLLOUT_REACH || exit 3");
        controller = EmbeddedController.at(folder.newFolder("home").toPath()).job("shop", "sleep 600").start();
        rollout = controller.run("shop");
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(root().resolve(name + ".sh"), "cd '" + root() + "'\n" + text + "\n");
    }

    private Path root() {
        return folder.getRoot().toPath();
    }

    @After
    public void stop() throws Exception {
        controller.close();
    }

    @Override
    protected DeploymentTarget target() {
        var target = new CommandTarget("sh '" + root() + "/deploy.sh'");
        target.setUndo("sh '" + root() + "/undo.sh'");
        target.setObserve("sh '" + root() + "/status.sh'");
        return target;
    }

    @Override
    protected TargetContext context() {
        return JobTargetContractTest.context(rollout);
    }

    @Override
    protected int performed(String operation) {
        try {
            Path done = root().resolve("done").resolve(operation);
            return Files.exists(done) ? Files.readAllLines(done).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean live(String version) {
        return Files.exists(root().resolve("live").resolve(version));
    }

    @Override
    protected boolean meddle() throws IOException {
        Files.writeString(root().resolve("live/2.4.0"), "50");
        return true;
    }
}
