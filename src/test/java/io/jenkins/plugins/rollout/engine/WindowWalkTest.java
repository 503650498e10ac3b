package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.ALICE;
import static io.jenkins.plugins.rollout.engine.Plans.BOB;
import static io.jenkins.plugins.rollout.engine.Plans.OPS;
import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.bake;
import static io.jenkins.plugins.rollout.engine.Plans.criterion;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Quorum;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Windows;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Freezes come and go, calendars change, people approve, withdraw, skip, hurry and take the lane, the controller is killed,
 * in any order: nothing ever starts in a freeze or outside hours but in the lane, nothing in the lane without its people,
 * and nothing is forgotten when all is open again.
 */
public class WindowWalkTest {
    private static final int WALKS = 40;
    private static final int STEPS = 20;
    private static final List<Actor> PEOPLE = List.of(ALICE, BOB, Plans.person("sam", "sre"), Plans.person("sue", "sre"));
    private static final List<String> HOURS = List.of("Mon-Fri 09:00-17:00", "daily 20:00-04:00", "Sat 10:00-12:00");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Simulation world;
    private Random random;
    private RolloutState seen;

    @Test
    public void nothingStartsWhereItMayNot() throws Exception {
        for (int seed = 0; seed < WALKS; seed++) {
            try {
                walk(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void walk(int seed) throws Exception {
        random = new Random(seed);
        seen = null;
        world = new Simulation(folder.newFolder().toPath());
        world.rules = rules();
        world.declare("r", plan());
        check();
        for (int step = 0; step < STEPS && !world.state("r").isEnded(); step++) {
            act();
            check();
        }
        end();
    }

    private static Plan plan() {
        return Plans.plan(
                        Plan.Form.PLAN,
                        Plan.OnFailure.PAUSE,
                        Plan.IfBusy.WAIT,
                        phase("one", 1, watched(Approval.AUTOMATIC), null),
                        phase("two", 10, approvedBy(1), bake(5)),
                        phase("three", 50, watched(new Approval(false, List.of("release-managers"), 2, "")), null),
                        phase("four", 100, automatic(), null))
                .in(List.of("office"), null);
    }

    /** Now and then only: every round is written to the disk. */
    private static Gate watched(Approval approval) {
        return new Gate(
                List.of(criterion("errors", 1)), new Sampling(Duration.ofHours(6), Duration.ZERO, 1), approval);
    }

    private Rules rules() {
        boolean frozen = random.nextInt(3) == 0;
        var until = random.nextBoolean() ? null : Simulation.START.plus(Duration.ofHours(random.nextInt(300)));
        return rules(
                HOURS.get(random.nextInt(HOURS.size())),
                frozen ? List.of(new Freeze("stop", "shop", "*", null, until, "")) : List.of());
    }

    private static Rules rules(String hours, List<Freeze> freezes) {
        var lane = new Policy(
                "lane", null, null, null, null, null, null, null, 0, null, null, null, null, null, null, null,
                new Policy.Hotfix(List.of("sre"), 2), null);
        var office = new Calendar("office", ZoneOffset.UTC, List.of(CalendarText.hours(hours)), List.of());
        return new Rules(false, List.of(), List.of(lane), List.of(office), freezes);
    }

    private void act() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> answer(PEOPLE.get(random.nextInt(PEOPLE.size())));
            case 3 -> world.ask("r", new Command.Withdraw(PEOPLE.get(random.nextInt(PEOPLE.size())), ""));
            case 4 -> changed(rules());
            case 5, 6 -> world.pass(Duration.ofMinutes(random.nextInt(2_000)));
            case 7 -> world.killAndRestart();
            case 8 -> world.ask("r", new Command.Skip(OPS, "because"));
            case 9 -> {
                boolean bad = random.nextInt(3) == 0;
                world.metrics.put("errors", where -> bad ? Verdict.FAIL : Verdict.PASS);
            }
            case 10 -> world.ask("r", new Command.Retry(OPS, "because"));
            default -> {
                if (random.nextInt(4) == 0) {
                    world.ask("r", new Command.Hotfix(OPS, "because"));
                } else if (random.nextInt(4) == 0) {
                    world.ask("r", new Command.Promote(OPS, "because"));
                }
            }
        }
    }

    private void answer(Actor person) {
        world.state("r").currentPhase().filter(phase -> phase.ask() != null).ifPresent(phase -> world.approve("r", person));
    }

    private void changed(Rules rules) {
        world.rules = rules;
        world.engine().rulesChanged();
        world.settle();
    }

    /** Looks at what happened since the last look; the rules were the same all the time. */
    private void check() {
        for (Entry entry : world.entries("r")) {
            if (seen != null && entry.sequence() <= seen.sequence()) {
                continue;
            }
            RolloutState before = seen;
            seen = Evolution.evolve(seen, entry);
            if (entry.event() instanceof Event.DeployStarted started) {
                deployed(started.phase(), entry);
            } else if (entry.event() instanceof Event.GateOpened opened
                    && opened.attempt() == 1
                    && before.hotfix() == null) {
                assertThat(
                        opened.toString(),
                        Windows.frozen(seen.plan(), world.rules, entry.at()).isEmpty(),
                        is(true));
            }
        }
    }

    private void deployed(String name, Entry entry) {
        var phase = seen.phase(name).orElseThrow();
        if (seen.hotfix() == null) {
            assertThat(
                    entry.toString(), Windows.closed(seen.plan(), world.rules, entry.at()).isEmpty(), is(true));
        } else {
            assertThat(
                    entry.toString(),
                    Quorum.of(seen.approval(phase), phase.approved()).complete(),
                    is(true));
            assertThat(
                    entry.toString(),
                    phase.approved().stream()
                            .map(yes -> yes.person())
                            .filter(List.of("sam", "sue")::contains)
                            .distinct()
                            .count(),
                    is(2L));
        }
    }

    /** All is open and everybody says yes: it comes to its end. */
    private void end() {
        world.metrics.clear();
        changed(rules("daily 00:00-24:00", List.of()));
        for (int i = 0; i < 40 && !world.state("r").isEnded(); i++) {
            if (world.state("r").held() != null) {
                world.ask("r", new Command.Retry(OPS, "now"));
            }
            PEOPLE.forEach(this::answer);
            world.pass(Duration.ofHours(7));
            check();
        }
        assertThat(String.valueOf(world.state("r")), world.state("r").isEnded(), is(true));
    }
}
