package io.jenkins.plugins.rollout.target;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A deployment to three targets and its undo, over real connections, killed between every two records of its journal:
 * afterwards each target has performed one operation per phase and action, and is in the state that the journal tells.
 */
public class KillBetweenRecordsTest {
    private static final List<String> THREE = List.of("one", "two", "three");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static boolean out(RolloutState state) {
        return state.phases().get(1).ask() != null;
    }

    /** As far as it gets in this life. */
    private static void live(Course course, Fleet fleet) {
        if (!course.knows() && !course.killed()) {
            course.begin(Course.plan(Duration.ZERO));
        }
        course.until(state -> out(state) || state.rollback() != null || state.isEnded());
        if (!course.killed() && course.state().status() == RolloutState.Status.RUNNING) {
            THREE.forEach(target -> assertThat(target, fleet.live(target), is("2.0.0 5")));
            course.rollBack();
        }
        course.untilEnded();
    }

    private long lines(Path home, Fleet fleet) throws Exception {
        try (var course = new Course(home, fleet, THREE, Long.MAX_VALUE)) {
            live(course, fleet);
            return course.state().sequence();
        }
    }

    @Test
    public void eachTargetPerformsOneOperationPerPhaseAndAction() throws Exception {
        long lines;
        try (var fleet = new Fleet(folder.newFolder("fleet").toPath())) {
            lines = lines(folder.newFolder("home").toPath(), fleet);
        }
        assertThat(lines, greaterThan(25L));
        for (long line = 1; line < lines; line++) {
            Path home = folder.newFolder("home-" + line).toPath();
            try (var fleet = new Fleet(folder.newFolder("fleet-" + line).toPath())) {
                try (var course = new Course(home, fleet, THREE, line)) {
                    live(course, fleet);
                    assertThat("killed", course.killed(), is(true));
                    course.tear();
                }
                try (var course = new Course(home, fleet, THREE, Long.MAX_VALUE)) {
                    live(course, fleet);
                    check("killed after line " + line, course.state(), fleet);
                }
            }
        }
    }

    private static void check(String when, RolloutState state, Fleet fleet) {
        assertThat(when + ": " + state.cause(), state.result(), is(Result.FAILURE));
        assertThat(when, state.phases().get(0).status(), is(PhaseStatus.UNDONE));
        for (String target : THREE) {
            List<String> performed = fleet.performed(target);
            assertThat(when + ", " + target + ": " + performed, performed, hasSize(2));
            assertThat(when, performed.get(0), containsString(":canary:deploy:1:"));
            assertThat(when, performed.get(1), containsString(":canary:undo:1:"));
            for (String action : List.of("deploy", "undo")) {
                assertThat(
                        when + ", " + target + ": called under one id to " + action,
                        fleet.heard(action).stream()
                                .filter(heard -> heard.target().equals(target))
                                .map(Fleet.Heard::operation)
                                .distinct()
                                .count(),
                        is(1L));
            }
            assertThat(when + ", " + target, fleet.live(target), is("stable"));
        }
    }
}
