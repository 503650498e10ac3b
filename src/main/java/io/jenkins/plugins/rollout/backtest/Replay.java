package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decider;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a plan go from one instant on, as the engine would have: the {@link Decider} decides, only that time is gone by and
 * nothing is deployed. Where people would be asked they say yes at once, and deploying takes no time.
 */
final class Replay {
    private static final String ROLLOUT = "backtest";
    private static final Decider DECIDER = new Decider(Rules.STRICT);

    /** Takes one reading in the past. */
    interface Looks {
        /**
         * @param since when the sampling began
         * @param deployed when the first phase was deployed; null before
         */
        Reading read(PhaseState phase, Criterion criterion, Sampling sampling, Instant since, Instant now, Instant deployed);
    }

    private final Plan plan;
    private final Looks looks;
    private final Duration within;
    private final Instant end;

    /**
     * @param plan without approvals, and stopping at a failure
     * @param within how long a gate is followed, and a bake beyond its end
     * @param end of the past
     */
    Replay(Plan plan, Looks looks, Duration within, Instant end) {
        this.plan = plan;
        this.looks = looks;
        this.within = within;
        this.end = end;
    }

    Course from(Instant start) {
        RolloutState state = fold(null, DECIDER.declare(ROLLOUT, ROLLOUT, plan, Set.of(), Actor.ENGINE, start));
        state = decide(state, new Command.TakeTurn(), start);
        Instant now = start;
        Instant deployed = null;
        while (true) {
            if (state.isEnded()) {
                return ended(state, start, now, deployed);
            }
            PhaseState phase = state.currentPhase().orElseThrow();
            if (state.held() != null) {
                return course(start, Outcome.INCONCLUSIVE, now, phase, silent(phase), state.held().why(), deployed);
            }
            if (phase.blockOpen()) {
                deployed = deployed == null ? now : deployed;
                state = decide(
                        state,
                        new Command.BlockEnded(phase.name(), Action.DEPLOY, phase.block().attempt(), true, ""),
                        now);
                continue;
            }
            Instant due = due(phase);
            Instant limit = limit(phase);
            if (due.isAfter(limit) && !limit.isAfter(end)) {
                return undecided(start, limit, phase, deployed);
            }
            if (due.isAfter(end)) {
                return course(start, Outcome.CUT, end, phase, null, "the past ends here", deployed);
            }
            now = due;
            Command next = criteria(phase).isEmpty() ? new Command.Tick() : measured(phase, now, deployed);
            state = decide(state, next, now);
        }
    }

    private static RolloutState decide(RolloutState state, Command command, Instant now) {
        return fold(state, DECIDER.decide(state, command, now));
    }

    private static RolloutState fold(RolloutState before, Decision decision) {
        if (!(decision instanceof Decision.Accepted accepted)) {
            throw new IllegalArgumentException("the plan cannot be tried: " + ((Decision.Refused) decision).error());
        }
        RolloutState state = before;
        for (Entry entry : accepted.entries()) {
            state = Evolution.evolve(state, entry);
        }
        return state;
    }

    private Command measured(PhaseState phase, Instant now, Instant deployed) {
        Watch watch = phase.watch();
        List<Reading> readings = criteria(phase).stream()
                .map(criterion -> looks.read(phase, criterion, sampling(phase), watch.since(), now, deployed))
                .toList();
        return new Command.Measured(phase.name(), stage(phase), phase.attempt(), watch.rounds() + 1, readings);
    }

    private Instant due(PhaseState phase) {
        return criteria(phase).isEmpty() && phase.bakeUntil() != null && stage(phase) == Stage.BAKE
                ? phase.bakeUntil()
                : phase.watch().nextAt();
    }

    private Instant limit(PhaseState phase) {
        return (stage(phase) == Stage.BAKE ? phase.bakeUntil() : phase.watch().since()).plus(within);
    }

    static Stage stage(PhaseState phase) {
        return phase.status() == PhaseStatus.BAKING ? Stage.BAKE : Stage.GATE;
    }

    private static List<Criterion> criteria(PhaseState phase) {
        return stage(phase) == Stage.BAKE
                ? phase.phase().baking().map(Bake::metrics).orElse(List.of())
                : phase.phase().gate().metrics();
    }

    private static Sampling sampling(PhaseState phase) {
        return stage(phase) == Stage.BAKE
                ? phase.phase().baking().map(Bake::sampling).orElse(Sampling.DEFAULT)
                : phase.phase().gate().sampling();
    }

    private static Course ended(RolloutState state, Instant start, Instant now, Instant deployed) {
        if (state.result() == Result.SUCCESS) {
            return new Course(start, Outcome.PASS, now, null, null, null, "", deployed);
        }
        PhaseState failed = state.phases().stream()
                .filter(phase -> phase.failure() != null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("ended without a failure: " + state.cause()));
        Stage stage = failed.failure().stage();
        List<Criterion> criteria = stage == Stage.BAKE
                ? failed.phase().baking().map(Bake::metrics).orElse(List.of())
                : failed.phase().gate().metrics();
        Optional<String> criterion = criteria.stream()
                .filter(each -> failed.watch().failures().getOrDefault(each.name(), 0) > each.failureLimit())
                .map(Criterion::name)
                .findFirst();
        return new Course(
                start, Outcome.FAIL, now, failed.name(), stage, criterion.orElse(null), failed.failure().why(), deployed);
    }

    /** The criterion that had no data for too long, or cannot decide. */
    private static String silent(PhaseState phase) {
        return criteria(phase).stream()
                .filter(each -> phase.watch().withoutData().getOrDefault(each.name(), 0) >= each.noDataLimit())
                .map(Criterion::name)
                .findFirst()
                .or(() -> phase.watch().last().stream()
                        .filter(reading -> reading.verdict() == Verdict.INCONCLUSIVE)
                        .map(Reading::criterion)
                        .findFirst())
                .orElse(null);
    }

    private static Course undecided(Instant start, Instant at, PhaseState phase, Instant deployed) {
        Optional<Reading> open = phase.watch().last().stream()
                .filter(reading -> reading.verdict() == Verdict.INCONCLUSIVE)
                .findFirst();
        Optional<Reading> other = phase.watch().last().stream()
                .filter(reading -> reading.verdict() != Verdict.PASS)
                .findFirst();
        return open.or(() -> other)
                .map(reading -> course(
                        start,
                        open.isPresent() ? Outcome.INCONCLUSIVE : Outcome.UNDECIDED,
                        at,
                        phase,
                        reading.criterion(),
                        "'" + reading.criterion() + "': " + reading.why(),
                        deployed))
                .orElseGet(() -> course(
                        start, Outcome.UNDECIDED, at, phase, null, "not enough rounds held in a row", deployed));
    }

    private static Course course(
            Instant start, Outcome outcome, Instant at, PhaseState phase, String criterion, String why, Instant deployed) {
        return new Course(start, outcome, at, phase.name(), stage(phase), criterion, why, deployed);
    }
}
