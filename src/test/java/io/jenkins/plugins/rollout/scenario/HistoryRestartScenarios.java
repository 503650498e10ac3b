package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.history.Place;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

/** What is live, and known to the next rollout, when a controller was stopped or killed and builds were deleted. */
public abstract class HistoryRestartScenarios {
    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private static String rollout(String version, String approval) {
        return """
                rollout(application: 'shop', version: '%s', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [%s]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE} after ${env.ROLLOUT_PREVIOUS_VERSION}" }
                """.formatted(version, approval);
    }

    private static Place shop() throws Exception {
        HistoryKeeper.get().settle();
        return HistoryKeeper.get().places().stream()
                .filter(place -> place.application().equals("shop"))
                .findFirst()
                .orElseThrow();
    }

    private static String live() throws Exception {
        return shop().live().map(live -> live.version() + " by " + live.build()).orElse("nothing");
    }

    private static List<String> past() throws Exception {
        return HistoryKeeper.get().pages().read("", 10, course -> true).rollouts().stream()
                .map(course -> course.version() + " " + course.result())
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    public void whatIsLiveOutlivesItsBuildAndEveryKillAndIsTheNextOnesPreviousVersion() throws Exception {
        Build first = controller.run(rollout("1.0", "automatic: true"));
        first.awaitEnd("SUCCESS");
        String build = first.run().getExternalizableId();
        assertThat(live(), is("1.0 by " + build));
        Build second = controller.run(rollout("2.0", "from: ['release-managers']"));
        second.awaitAsk("full");
        controller.crash();
        second.awaitAsk("full");
        assertThat("those who are in no rollout", live(), is("1.0 by " + build));
        assertThat(shop().open().stream().map(Course::version).toList(), contains("2.0"));
        assertThat(shop().open().get(0).exposure().intValue(), is(5));
        delete(first.run().getRootDir().toPath());
        controller.restart();
        assertThat(live(), is("1.0 by " + build));
        second.reject("alice", "not this one");
        second.awaitEnd("ABORTED");
        assertThat(second.said(), hasItem("deploy canary after 1.0"));
        assertThat(second.said(), hasItem("undo canary after 1.0"));
        assertThat(live(), is("1.0 by " + build));
        assertThat(shop().isMixed(), is(false));
        assertThat(past(), contains("2.0 ABORTED", "1.0 SUCCESS"));
        assertThat("each once", past().size(), is(2));
    }
}
