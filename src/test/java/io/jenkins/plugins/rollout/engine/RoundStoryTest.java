package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Test;

/** What the log says of a comparison that goes on for hours. */
public class RoundStoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final List<String> told = new ArrayList<>();
    private RolloutState state;
    private int round;

    private void happened(Event event) {
        var entry = new Entry(state == null ? 1 : state.sequence() + 1, NOW, Actor.ENGINE, event);
        RolloutState next = Evolution.evolve(state, entry);
        Story.tell(state, entry, next).map(Story.Sentence::text).ifPresent(told::add);
        state = next;
    }

    private void open() {
        happened(new Event.RolloutDeclared(
                "shop-1-1", "shop #1", plan(phase("full", 100, automatic(criterion("latency", 0)), null)), Set.of()));
        happened(new Event.RolloutStarted(null));
        happened(new Event.GateOpened("full", 1));
        told.clear();
    }

    private void measured(Verdict verdict, String why, long samples, Long wanted) {
        var estimate = new Estimate(
                "sequential", 0.1, null, null, null, 0.2, 0.98, 1.1, 1.0, samples, samples, null, wanted, null);
        happened(new Event.RoundMeasured(
                "full", Stage.GATE, 1, ++round, List.of(new Reading("latency", verdict, 0.1, why, NOW, estimate))));
    }

    @Test
    public void whoWaitsIsToldOfWhenTheSamplesHaveDoubled() {
        open();
        for (int samples = 1; samples <= 100; samples++) {
            measured(Verdict.WAITING, "5% higher; needs about " + (160 - samples) + " more samples", samples, 160L - samples);
        }
        measured(Verdict.PASS, "within the 10% allowed", 101, 0L);
        measured(Verdict.PASS, "within the 10% allowed", 140, 0L);
        assertThat(told, contains(
                "phase 'full': metrics: 'latency' waits after 1 sample (5% higher; needs about 159 more samples)",
                "phase 'full': metrics: 'latency' waits after 16 samples (5% higher; needs about 144 more samples)",
                "phase 'full': metrics: 'latency' waits after 32 samples (5% higher; needs about 128 more samples)",
                "phase 'full': metrics: 'latency' waits after 64 samples (5% higher; needs about 96 more samples)",
                "phase 'full': metrics: 'latency' holds (within the 10% allowed)"));
    }

    @Test
    public void whatIsWantedIsSaidOnce() {
        open();
        measured(Verdict.WAITING, "it can be either", 3, 40L);
        assertThat(told.get(0), is(
                "phase 'full': metrics: 'latency' waits after 3 samples, about 40 more are wanted (it can be either)"));
        told.clear();
        measured(Verdict.FAIL, "more than is tolerated", 4, 0L);
        assertThat(told.get(0), is("phase 'full': metrics: 'latency' FAILS (more than is tolerated)"));
    }
}
