package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class StoryTest {
    private static final String ID = "shop-1-1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;

    @Before
    public void boot() {
        world = new Simulation(folder.getRoot().toPath());
    }

    private List<String> told() {
        var told = new ArrayList<String>();
        RolloutState state = null;
        for (Entry entry : world.entries(ID)) {
            RolloutState next = Evolution.evolve(state, entry);
            Story.tell(state, entry, next).map(Story.Sentence::text).ifPresent(told::add);
            state = next;
        }
        return told;
    }

    @Test
    public void tellsARolloutFromItsFirstToItsLastSentence() {
        world.answers = (call, tries) -> TargetAnswer.done(call.target().name() + " has taken it");
        world.declare(ID, plan(phase("full", 100, approvedBy(2, criterion("errors", 0)), bake(2, criterion("errors", 0)))));
        world.approve(ID, ALICE);
        world.approve(ID, BOB);
        world.passMinutes(3);
        assertThat(
                told(),
                contains(
                        "rollout of shop 2.0.0 to production: full 100 %",
                        "phase 'full': gate opened, checking 'errors' at most 0.01",
                        "phase 'full': metrics: 'errors' holds (PASS)",
                        "phase 'full': waiting for approval (2 of release-managers)",
                        "phase 'full': approved by alice (1 of 2): fine",
                        "phase 'full': approved by bob (2 of 2): fine",
                        "phase 'full': gate passed",
                        "phase 'full': deploying 2.0.0 (100 %)",
                        "phase 'full': deploying to fleet of full",
                        "phase 'full': fleet of full has taken it",
                        "phase 'full': deployed",
                        "phase 'full': baking for 2m, watching 'errors' at most 0.01",
                        "phase 'full': bake: 'errors' holds (PASS)",
                        "phase 'full': done",
                        "SUCCESS: shop 2.0.0 is out: its last phase, 'full', is done"));
    }

    @Test
    public void aDayOfRoundsThatSayTheSameIsOneSentence() {
        world.declare(ID, plan(phase("full", 100, approvedBy(1, criterion("errors", 0)), null)));
        world.passMinutes(24 * 60);
        assertThat(told(), hasSize(4));
    }

    @Test
    public void tellsWhatWentWrongAndWhatCouldNotBeUndone() {
        world.declare(ID, plan(phase("a", 1, automatic(), null), phase("b", 2, approvedBy(1, criterion("errors", 1)), null)));
        world.answers = (call, tries) -> TargetAnswer.failed("no route");
        world.metrics.put("errors", situation -> Verdict.FAIL);
        world.passMinutes(2);
        world.ask(ID, new Command.Stop(OPS, "by hand"));
        assertThat(
                told(),
                hasItems(
                        "phase 'b': metrics: 'errors' FAILS (FAIL)",
                        "phase 'b': approvals are void, review again: 'errors': FAIL",
                        "phase 'b': gate failed: 'errors': FAIL, failed 2 times of 1 tolerated",
                        "phase 'a': fleet of a failed: no route",
                        "phase 'a': NOT UNDONE: fleet of a: no route",
                        "rolled back, but not everything could be undone"));
    }
}
