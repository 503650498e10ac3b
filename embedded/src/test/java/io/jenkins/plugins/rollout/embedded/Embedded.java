package io.jenkins.plugins.rollout.embedded;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Action;
import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A controller for one test: its home outlives crashes and is deleted at the end. */
public final class Embedded extends ExternalResource {
    /** Long enough for a machine that has much else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TemporaryFolder folder = new TemporaryFolder();
    private final Map<String, String> jobs = new LinkedHashMap<>();
    private Configuration configuration = Configuration.LOOK_ONLY;
    private EmbeddedController controller;

    @Override
    protected void before() throws Throwable {
        folder.create();
    }

    @Override
    protected void after() {
        try {
            if (controller != null) {
                controller.crash();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            folder.delete();
        }
    }

    public Embedded job(String name, String jenkinsfile) {
        jobs.put(name, jenkinsfile);
        return this;
    }

    public Embedded configuration(String yaml) throws Exception {
        configuration = Configuration.of(yaml);
        return this;
    }

    public Path home() {
        return folder.getRoot().toPath();
    }

    public EmbeddedController controller() throws IOException {
        if (controller == null) {
            EmbeddedController.Builder builder = EmbeddedController.at(home()).configuration(configuration);
            jobs.forEach(builder::job);
            controller = builder.start();
        }
        return controller;
    }

    /** Pulls the plug and starts another one on the same home. */
    public void crashAndRestart() throws IOException {
        controller().crash();
        controller = null;
        controller();
    }

    /** Starts a build of a job of its own. */
    public PipelineRun start(String jenkinsfile, Action... actions) throws IOException {
        job("job", jenkinsfile);
        return controller().run("job", actions);
    }

    /** Runs it to its end and returns its log. */
    public String run(Result expected, String jenkinsfile) throws IOException {
        start(jenkinsfile);
        return end(expected);
    }

    /** The build as the current controller knows it. */
    public PipelineRun build() throws IOException {
        return controller().job("job").getBuildByNumber(1);
    }

    public String log() throws IOException {
        return String.join("\n", build().getLog(10_000)) + "\n";
    }

    public void awaitLog(String text) {
        await().atMost(PATIENCE)
                .failFast(() -> !build().isBuilding() && !log().contains(text))
                .until(() -> log().contains(text));
    }

    public String end(Result expected) throws IOException {
        await().atMost(PATIENCE).until(() -> build().end().isDone());
        assertThat(log(), build().getResult(), is(expected));
        return log();
    }
}
