package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.Util;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** A job's folder is removed while Jenkins is down: what its rollout deployed is undone all the same. */
public class DeletedWhileDownTest {
    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Rule
    public final StubServer server = new StubServer();

    /** @return the id of the rollout, which asks for its second phase */
    private String deployOnePhase(JenkinsRule r, String path) throws Exception {
        server.on(path, 200, "{}");
        var run = People.start(r, """
                rollout(application: 'shop', version: '2.0', phases: [
                    [name: 'dogfood', gate: [approval: [automatic: true]]], [name: 'full']]) {
                  deployTo http(url: '%s')
                }
                """.formatted(server.uri(path)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> RolloutService.ids(run).stream().anyMatch(id -> state(id)
                .flatMap(RolloutState::currentPhase)
                .filter(phase -> phase.ask() != null && phase.name().equals("full"))
                .isPresent()));
        return RolloutService.ids(run).get(0);
    }

    private static Optional<RolloutState> state(String id) {
        return RolloutService.get().engine().state(id);
    }

    @Test
    public void itsTargetsAreUndoneAtTheNextStart() throws Throwable {
        var first = new String[1];
        sessions.then(r -> {
            People.moveIn(r);
            RolloutConfiguration.get().setFreeUrls(List.of(server.uri("/").toString()));
            first[0] = deployOnePhase(r, "/shop");
        });
        Util.deleteRecursive(new File(sessions.getHome(), "jobs/test0"));
        sessions.then(r -> {
            await().atMost(60, TimeUnit.SECONDS).until(() -> state(first[0]).isEmpty());
            assertThat(
                    server.asked().stream()
                            .filter(asked -> asked.body().contains("\"action\":\"undo\""))
                            .count(),
                    is(1L));
            File home = new File(r.jenkins.getRootDir(), "phased-rollout");
            await().atMost(60, TimeUnit.SECONDS).until(() -> !new File(home, "open/" + first[0]).exists());
            assertThat(new File(home, "spare/" + first[0]).exists(), is(false));
            People.moveIn(r);
            deployOnePhase(r, "/next");
        });
    }
}
