package io.jenkins.plugins.rollout.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.docs.Example;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code mvn -f embedded exec:java -Dexec.args="backtest Jenkinsfile …"}, by the class that it starts, in a JVM of its own. */
public class BacktestProcessTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theJenkinsfileOfThisRepositoryKnowsThePresentOnlyAndIsToldSo() throws Exception {
        Path out = folder.newFile("out").toPath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Demo.class.getName(),
                        "backtest", "Jenkinsfile", "--from", "2025-06-02", "--to", "2025-06-03T02:00:00+02:00", "--step", "1h")
                .directory(Example.root().toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES), is(true));
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(said, containsString("24 starts, one every 1h, from 2025-06-02T00:00:00Z to 2025-06-03T00:00:00Z"));
        assertThat(said, containsString("canary, bake, 'share of errors': cannot be asked about the past: openMetrics 'shop'"));
        assertThat("nothing can be asked about the past", process.exitValue(), is(1));
    }
}
