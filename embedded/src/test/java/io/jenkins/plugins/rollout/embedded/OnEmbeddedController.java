package io.jenkins.plugins.rollout.embedded;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Run;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.scenario.Controller;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** Scenarios on the embedded controller. */
public final class OnEmbeddedController implements Controller {
    private static final int JOBS = 4;

    private static final String PEOPLE =
            """
            users:
              dev: {password: x, permissions: [Job/Build]}
              alice: {password: x, groups: [release-managers]}
              bob: {password: x, groups: [release-managers]}
              olga: {password: x, permissions: [Rollout/Operate]}
              root: {password: x, permissions: [Rollout/Operate, Rollout/Override]}
              connie: {password: x, permissions: [Rollout/Configure]}
              admin: {password: x, permissions: [Overall/Administer]}
              mallory: {password: x}
            groups:
              release-managers: {permissions: [Rollout/Approve]}
            authenticated: {permissions: [Job/Read]}
            """;

    private final TemporaryFolder folder = new TemporaryFolder();
    private final List<String> urls = new ArrayList<>();
    private EmbeddedController controller;
    private String rules = "";
    private String servers = "";
    private int jobs;

    @Override
    public Statement apply(Statement base, Description description) {
        return folder.apply(
                new Statement() {
                    @Override
                    public void evaluate() throws Throwable {
                        try {
                            base.evaluate();
                        } finally {
                            if (controller != null) {
                                controller.close();
                            }
                        }
                    }
                },
                description);
    }

    private void start() throws Exception {
        String policy = urls.isEmpty()
                ? ""
                : "policy: {freeUrls: ["
                        + urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(", ")) + "]}\n";
        var builder = EmbeddedController.at(home())
                .configuration(Configuration.of(PEOPLE + policy + rules + (servers.isEmpty() ? "" : "\nservers:\n" + servers)));
        for (int i = 1; i <= JOBS; i++) {
            builder.job("job-" + i, jenkinsfile(i));
        }
        controller = builder.start();
    }

    /** Where it keeps everything. */
    public Path home() {
        return folder.getRoot().toPath().resolve("home");
    }

    private Path jenkinsfile(int number) {
        return folder.getRoot().toPath().resolve("Jenkinsfile-" + number);
    }

    @Override
    public Build run(String jenkinsfile, String user) throws Exception {
        if (controller == null) {
            start();
        }
        jobs++;
        Files.writeString(jenkinsfile(jobs), jenkinsfile);
        PipelineRun run = controller.run("job-" + jobs, new CauseAction(new Cause.UserIdCause(user)));
        return new Build(this, run);
    }

    @Override
    public void abort(Run<?, ?> run, String user) {
        ((PipelineRun) run).stop(new CauseOfInterruption.UserInterruption(user));
    }

    @Override
    public boolean isOver(Run<?, ?> run) {
        return ((PipelineRun) run).end().isDone();
    }

    @Override
    public void restart() throws Exception {
        controller.close();
        start();
    }

    @Override
    public void crash() throws Exception {
        controller.crash();
        start();
    }

    @Override
    public URI url() {
        return controller.url();
    }

    @Override
    public String password(String user) {
        return "x";
    }

    @Override
    public void rules(String yaml) {
        rules = yaml;
    }

    @Override
    public void allow(String url) {
        urls.add(url);
    }

    @Override
    public void server(String kind, String name, String url) {
        servers += "  " + kind + ": {" + name + ": {url: \"" + url + "\"}}\n";
    }
}
