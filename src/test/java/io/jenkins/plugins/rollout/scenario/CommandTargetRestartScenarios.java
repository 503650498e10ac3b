package io.jenkins.plugins.rollout.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A command whose controller goes away under it. */
public abstract class CommandTargetRestartScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    protected abstract Controller controller();

    @Test
    public void theSameOperationComesAgainAndNothingIsLeftOfTheFirst() throws Exception {
        Path operations = folder.getRoot().toPath().resolve("operations");
        Path go = folder.getRoot().toPath().resolve("go");
        Path children = folder.getRoot().toPath().resolve("children");
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.4.0', phases: [
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { deployTo command(undo: 'true', deploy: '''
                  echo "$ROLLOUT_OPERATION" >> %s
                  test -e %s && exit 0
                  sleep 600 & echo $! >> %s
                  wait''') }
                """
                        .formatted(operations, go, children));
        await().atMost(60, SECONDS).until(() -> lines(children).size() == 1);
        Files.createFile(go);
        controller.crash();
        build.awaitEnd("SUCCESS");
        List<String> sent = lines(operations);
        assertThat(sent.size(), is(2));
        assertThat(sent.get(1), is(sent.get(0)));
        long first = Long.parseLong(lines(children).get(0));
        await().atMost(30, SECONDS).until(() -> isGone(first));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static boolean isGone(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        return !Files.exists(status) || Files.readString(status).contains("State:\tZ");
    }
}
