package io.jenkins.plugins.rollout.embedded;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.stringContainsInOrder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A controller in a process of its own, killed with -9. */
public class KillTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> started = new ArrayList<>();
    private Path home;
    private Path go;

    @Before
    public void place() {
        home = folder.getRoot().toPath().resolve("home");
        go = folder.getRoot().toPath().resolve("go");
    }

    @After
    public void end() throws Exception {
        for (Process p : started) {
            p.destroyForcibly().waitFor();
        }
    }

    private Process controller(String jenkinsfile, String... more) throws IOException {
        Path file = folder.getRoot().toPath().resolve("Jenkinsfile");
        Files.writeString(file, jenkinsfile);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--home",
                home.toString(),
                "--port",
                "0",
                "--job",
                "x=" + file));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.getRoot(), "out")))
                .start();
        started.add(process);
        return process;
    }

    private String log() throws IOException {
        Path log = home.resolve("jobs/x/builds/1/log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private void awaitLog(String text) {
        await().atMost(Embedded.PATIENCE).until(() -> log().contains(text));
    }

    private static void kill9(Process process) throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS), is(true));
        assertThat(process.exitValue(), is(137));
    }

    /** The line in the log comes a moment before the program is saved. */
    private void awaitWaitingProgram(String text) {
        awaitLog(text);
        Path program = home.resolve("jobs/x/builds/1/program.dat");
        await().atMost(Embedded.PATIENCE)
                .until(() -> Files.exists(program)
                        && Files.getLastModifiedTime(program).toMillis()
                                >= Files.getLastModifiedTime(home.resolve("jobs/x/builds/1/log"))
                                        .toMillis());
    }

    @Test
    public void aScriptIsFoundAgain() throws Exception {
        String jenkinsfile = "def n = 41\nnode { sh 'echo begun; while ! test -e " + go
                + "; do sleep 0.1; done; echo over' }\necho \"n=${n + 1}\"";
        Process first = controller(jenkinsfile, "--run", "x");
        awaitLog("\nbegun\n");
        kill9(first);
        Files.createFile(go);
        controller(jenkinsfile);
        awaitLog("Finished: ");
        assertThat(
                log(),
                stringContainsInOrder("begun", "after the controller restarted", "over", "n=42", "Finished: SUCCESS"));
    }

    @Test
    public void aWaitingBlockGoesOn() throws Exception {
        String jenkinsfile = "forwardAndBack(count: 2) { sleep time: 2; echo \"${env.DIRECTION} ${AT}\" }";
        Process first = controller(jenkinsfile, "--run", "x");
        awaitWaitingProgram("Sleeping for");
        kill9(first);
        controller(jenkinsfile);
        awaitLog("Finished: ");
        assertThat(
                log(),
                stringContainsInOrder(
                        "Sleeping for",
                        "after the controller restarted",
                        "forward 1",
                        "forward 2",
                        "Finished: SUCCESS"));
    }

    @Test
    public void anOrderlyEndLeavesTheBuildToTheNextController() throws Exception {
        String jenkinsfile = "sleep time: 3\necho 'woke'";
        Process first = controller(jenkinsfile, "--run", "x");
        awaitWaitingProgram("Sleeping for");
        first.destroy();
        assertThat(first.waitFor(60, TimeUnit.SECONDS), is(true));
        controller(jenkinsfile);
        awaitLog("Finished: ");
        assertThat(log(), stringContainsInOrder("after the controller restarted", "woke", "Finished: SUCCESS"));
    }
}
