package io.jenkins.plugins.rollout.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.model.PhaseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Rollouts by commands. */
public abstract class CommandTargetScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    protected abstract Controller controller();

    private Path file(String name) {
        return folder.getRoot().toPath().resolve(name);
    }

    private Build run(String target) throws Exception {
        return controller.run(
                """
                rollout(application: 'shop', version: '2.4.0', previousVersion: '2.3.1', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [from: ['release-managers']]]],
                ]) { deployTo command(%s) }
                """
                        .formatted(target.replace("@", folder.getRoot().toString())));
    }

    @Test
    public void commandsAreToldWhatToDoAndTheirOutputIsInTheLog() throws Exception {
        Build build = run("deploy: 'echo \"$ROLLOUT_ACTION $ROLLOUT_VERSION $ROLLOUT_REACH\" >> @/told; echo to $ROLLOUT_EXPOSURE',"
                + " undo: 'echo \"$ROLLOUT_ACTION $ROLLOUT_PHASE $ROLLOUT_REACH $ROLLOUT_PREVIOUS_VERSION\" >> @/told',"
                + " observe: 'echo seen; exit 0'");
        build.awaitAsk("full");
        build.awaitLog("  | to 5");
        build.reject("alice", "no");
        build.awaitEnd("ABORTED");
        assertThat(Files.readAllLines(file("told")), is(List.of("deploy 2.4.0 5", "undo canary 0 2.3.1")));
        assertThat(build.phase("canary"), is(PhaseStatus.UNDONE));
    }

    /** A variable is filled in by the shell, as a value, and by nobody else. */
    @Test
    public void aVersionNeverBecomesACommand() throws Exception {
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '1; echo > %1$s/evil', phases: [
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { deployTo command(deploy: 'echo $ROLLOUT_VERSION > %1$s/told') }
                """
                        .formatted(folder.getRoot()));
        build.awaitEnd("SUCCESS");
        assertThat(text("told"), containsString("1; echo >"));
        assertThat(Files.exists(file("evil")), is(false));
    }

    @Test
    public void anExitCodeThatSaysNoFailsThePhaseWithTheLastLine() throws Exception {
        Build build = run("deploy: 'echo all is well; echo disk full; exit 3', undo: 'true'");
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("exit code 3: disk full"));
        assertThat(build.log(), containsString("  | all is well"));
    }

    @Test
    public void withoutUndoItIsSaidThatNothingIsUndone() throws Exception {
        Build build = run("deploy: 'true'");
        build.awaitAsk("full");
        build.reject("alice", "no");
        build.awaitEnd("ABORTED");
        assertThat(build.phase("canary"), is(not(PhaseStatus.UNDONE)));
    }

    @Test
    public void whatTakesTooLongIsKilledWithAllItStarted() throws Exception {
        Build build = run("deploy: 'sleep 600 & echo $! > @/child; echo $$ > @/parent; wait', undo: 'true', timeout: '2s'");
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("the command was stopped after 2s"));
        awaitGone("parent");
        awaitGone("child");
    }

    @Test
    public void anAbortKillsTheCommandWithAllItStarted() throws Exception {
        Build build = run("deploy: 'sleep 600 & echo $! > @/child; echo $$ > @/parent; wait', undo: 'echo > @/undone'");
        await().atMost(60, SECONDS).until(() -> Files.exists(file("parent")) && !text("parent").isEmpty());
        build.abort("dev");
        build.awaitEnd("ABORTED");
        awaitGone("parent");
        awaitGone("child");
        assertThat(Files.exists(file("undone")), is(true));
    }

    private String text(String name) throws IOException {
        return Files.readString(file(name)).trim();
    }

    private void awaitGone(String name) throws IOException {
        long pid = Long.parseLong(text(name));
        await(name).atMost(30, SECONDS).until(() -> isGone(pid));
    }

    /** A process whose parent does not ask after it stays in the table; it is gone all the same. */
    private static boolean isGone(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        return !Files.exists(status) || Files.readString(status).contains("State:\tZ");
    }
}
