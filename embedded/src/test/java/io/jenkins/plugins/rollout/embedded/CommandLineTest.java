package io.jenkins.plugins.rollout.embedded;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CommandLineTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path jenkinsfile;
    private String home;

    @Before
    public void write() throws Exception {
        jenkinsfile = folder.newFile("Jenkinsfile").toPath();
        home = folder.getRoot().toPath().resolve("home").toString();
    }

    private int run(String... arguments) {
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private void refuses(String words, String... arguments) {
        assertThat(run(arguments), is(2));
        assertThat(err.toString(StandardCharsets.UTF_8).trim(), startsWith(words));
        assertThat(err.toString(StandardCharsets.UTF_8).trim().lines().count(), is(1L));
    }

    @Test
    public void helpListsTheArguments() {
        assertThat(run("--help"), is(0));
        assertThat(out.toString(StandardCharsets.UTF_8), containsString("--job NAME=FILE"));
    }

    @Test
    public void anUnknownArgumentIsRefused() {
        refuses("unknown argument '--prot'; --help lists what there is", "--prot", "1");
    }

    @Test
    public void aMissingValueIsRefused() {
        refuses("--port needs a number", "--port");
    }

    @Test
    public void aPortThatIsNoneIsRefused() {
        refuses("--port 70000: write a number from 0 to 65535", "--port", "70000");
    }

    @Test
    public void aMissingJenkinsfileIsRefused() {
        refuses(
                "there is no Jenkinsfile " + folder.getRoot() + "/nowhere",
                "--job",
                "x=" + folder.getRoot() + "/nowhere");
    }

    @Test
    public void noJobIsRefused() {
        refuses("there is no job; write --job NAME=path/to/Jenkinsfile");
    }

    @Test
    public void anUnknownJobToRunIsRefused() {
        refuses("--run y: there is no such job; the jobs are x", "--job", "x=" + jenkinsfile, "--run", "y");
    }

    @Test
    public void aMistakeInTheConfigurationIsRefused() throws Exception {
        Path yaml = folder.newFile("users.yaml").toPath();
        Files.writeString(yaml, "user: {}\n");
        refuses("users.yaml, line 1: unknown 'user'", "--job", "x=" + jenkinsfile, "--config", yaml.toString());
    }

    @Test
    public void aPortInUseIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            refuses(
                    "port " + port + " of 127.0.0.1 is in use",
                    "--job",
                    "x=" + jenkinsfile,
                    "--home",
                    home,
                    "--port",
                    "" + port);
        }
    }

    @Test
    public void aHomeInUseIsRefused() throws Exception {
        try (EmbeddedController first = EmbeddedController.at(Path.of(home)).start()) {
            refuses(
                    "another controller uses the home directory " + home,
                    "--job",
                    "x=" + jenkinsfile,
                    "--home",
                    home,
                    "--port",
                    "0");
        }
    }

    @Test
    public void theExitCodeIsTheBuildsResult() throws Exception {
        Files.writeString(jenkinsfile, "echo 'x'");
        assertThat(run("--job", "x=" + jenkinsfile, "--run", "x", "--home", home, "--port", "0"), is(0));
        assertThat(out.toString(StandardCharsets.UTF_8), containsString("x #1: SUCCESS"));
        Files.writeString(jenkinsfile, "error 'x'");
        assertThat(run("--job", "x=" + jenkinsfile, "--run", "x", "--home", home, "--port", "0"), is(1));
        assertThat(
                out.toString(StandardCharsets.UTF_8),
                containsString("It is for trying and testing, and listens on this machine alone."));
    }
}
