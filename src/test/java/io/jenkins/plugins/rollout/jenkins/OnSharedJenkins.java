package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;

import hudson.model.Run;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.RulesPage;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.scenario.Controller;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.jvnet.hudson.test.JenkinsRule;

/** Scenarios on one Jenkins that a whole class shares; it cannot be restarted. */
final class OnSharedJenkins implements Controller {
    private static final int PATIENCE_SECONDS = 900;

    private final JenkinsRule jenkins;
    private final List<Build> builds = new ArrayList<>();

    OnSharedJenkins(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    /** A Jenkins for a whole class, with time for it. */
    static JenkinsRule jenkins() {
        var rule = new JenkinsRule();
        rule.timeout = PATIENCE_SECONDS;
        return rule;
    }

    @Override
    public Statement apply(Statement base, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                People.moveIn(jenkins);
                try {
                    base.evaluate();
                } finally {
                    builds.forEach(OnSharedJenkins.this::end);
                    RolloutConfiguration.get().setPolicies(List.of());
                    RolloutConfiguration.get().setTemplates(List.of());
                    RolloutConfiguration.get().setServers(List.of());
                }
            }
        };
    }

    @Override
    public Build run(String jenkinsfile, String user) throws Exception {
        var build = new Build(this, People.start(jenkins, jenkinsfile, user));
        builds.add(build);
        return build;
    }

    /** What a scenario leaves behind must not stand in the next one's way. */
    private void end(Build build) {
        Run<?, ?> run = build.runIfThere();
        if (run != null && run.isBuilding()) {
            People.abort(run, "dev");
            People.abort(run, "dev");
            await().atMost(1, TimeUnit.MINUTES).until(() -> isOver(run));
        }
    }

    @Override
    public void abort(Run<?, ?> run, String user) {
        People.abort(run, user);
    }

    @Override
    public boolean isOver(Run<?, ?> run) {
        return !run.isBuilding() && !run.isLogUpdated();
    }

    @Override
    public void restart() {
        throw new IllegalStateException("this Jenkins is shared; restart scenarios have one of their own");
    }

    @Override
    public void crash() {
        restart();
    }

    @Override
    public URI url() {
        return People.url(jenkins);
    }

    @Override
    public String password(String user) {
        return user;
    }

    @Override
    public void rules(String yaml) {
        RulesPage.load(yaml);
    }

    @Override
    public void allow(String url) {
        RolloutConfiguration.get().setFreeUrls(List.of(url));
    }

    @Override
    public void server(String kind, String name, String url) {
        List<ServerConfiguration> servers = new ArrayList<>(RolloutConfiguration.get().getServers());
        servers.add(new ServerConfiguration(name, kind, url));
        RolloutConfiguration.get().setServers(servers);
    }
}
