package io.jenkins.plugins.rollout.jenkins;

import hudson.model.Run;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.scenario.Controller;
import java.net.URI;
import java.util.List;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.jvnet.hudson.test.JenkinsRule;

/** Scenarios on one Jenkins that a whole class shares; it cannot be restarted. */
final class OnSharedJenkins implements Controller {
    private final JenkinsRule jenkins;

    OnSharedJenkins(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    @Override
    public Statement apply(Statement base, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                People.moveIn(jenkins);
                base.evaluate();
            }
        };
    }

    @Override
    public Build run(String jenkinsfile) throws Exception {
        return new Build(this, People.start(jenkins, jenkinsfile));
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
    public void allow(String url) {
        RolloutConfiguration.get().setFreeUrls(List.of(url));
    }
}
