package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;


/**
 * What follows by itself. {@link #next} gives the one event that a state and a clock make inevitable, if there is one;
 * adding them until there is none brings a rollout as far as it can go without the world.
 */
final class Progress {
    private Progress() {}

    /** Adds every event that follows by itself. */
    static Unfolding unfold(Unfolding unfolding) {
        for (Optional<Event> event = next(unfolding.state(), unfolding.rules(), unfolding.now());
                event.isPresent();
                event = next(unfolding.state(), unfolding.rules(), unfolding.now())) {
            unfolding.add(event.get());
        }
        return unfolding;
    }

    static Optional<Event> next(RolloutState state, Rules rules, Instant now) {
        return switch (state.status()) {
            case ENDED -> Optional.empty();
            case WAITING -> state.inherited() == null ? Optional.empty() : Optional.of(begun(state.inherited()));
            case ROLLING_BACK -> Undoing.next(state, now);
            case RUNNING -> state.handOver() != null
                    ? HandingOver.next(state)
                    : state.held() == null
                            ? Drifting.hold(state).or(() -> running(state, rules, now))
                            : Optional.empty();
        };
    }

    /** What it took over came after the version that is still everybody else's. */
    private static Event begun(Inheritance inherited) {
        return new Event.RolloutStarted(inherited.previousVersion().isEmpty() ? null : inherited.previousVersion());
    }

    /** Whether nothing keeps a phase from going on: neither a person, nor a target that is being mended. */
    private static boolean free(RolloutState state) {
        return state.pause() == null && !Drifting.mending(state);
    }

    private static Optional<Event> running(RolloutState state, Rules rules, Instant now) {
        Optional<PhaseState> current = state.currentPhase();
        if (current.isEmpty()) {
            return open(state, 0, rules, now);
        }
        PhaseState phase = current.get();
        return switch (phase.status()) {
            case PENDING -> open(state, state.current(), rules, now);
            case GATE -> gate(state, phase, rules, now);
            case PASSED -> passed(state, phase, rules, now);
            case DEPLOYING -> deploying(phase);
            case DEPLOYED -> Optional.of(phase.phase()
                    .baking()
                    .<Event>map(bake -> new Event.BakeStarted(phase.name(), 1, now.plus(bake.duration())))
                    .orElse(new Event.PhaseDone(phase.name())));
            case BAKING -> baking(state, phase, now);
            case DONE, SKIPPED -> open(state, state.current() + 1, rules, now);
            case FAILED -> failed(state, phase);
            case UNDOING, UNDONE, NOT_UNDONE -> Optional.empty();
        };
    }

    /** Opens the gate of a phase; behind the last one the rollout has succeeded, unless more phases may be reached. */
    private static Optional<Event> open(RolloutState state, int index, Rules rules, Instant now) {
        if (!free(state)) {
            return Optional.empty();
        }
        if (index < state.phases().size()) {
            PhaseState phase = state.phases().get(index);
            return Waits.toOpen(state, phase, rules, now, () -> opened(state, phase, 1, rules));
        }
        return state.plan().form() == Plan.Form.STEPS
                ? Optional.empty()
                : Optional.of(new Event.RolloutEnded(Result.SUCCESS, success(state)));
    }

    /** The gate opens, unless a policy was tightened meanwhile: then a human is asked. */
    static Event opened(RolloutState state, PhaseState phase, int attempt, Rules rules) {
        List<Problem> problems = PolicyCheck.problems(state.plan(), phase.phase(), rules);
        return problems.isEmpty()
                ? new Event.GateOpened(phase.name(), attempt)
                : new Event.Held(
                        HoldKind.POLICY,
                        phase.name(),
                        Stage.GATE,
                        PlanRules.inOneLine(problems.stream()
                                .map(problem -> problem.at(""))
                                .toList()));
    }

    static String success(RolloutState state) {
        return state.plan().form() == Plan.Form.GATE
                ? "gate '" + state.phases().get(0).name() + "' passed"
                : state.plan().application() + " " + state.plan().version() + " is out: its last phase, '"
                        + state.phases().get(state.phases().size() - 1).name() + "', is done"
                        + Undoing.leftBehind(state);
    }

    private static Optional<Event> gate(RolloutState state, PhaseState phase, Rules rules, Instant now) {
        Optional<Event> trouble = trouble(phase, Stage.GATE, phase.phase().gate().metrics());
        if (trouble.isPresent()) {
            return trouble;
        }
        if (phase.ask() != null) {
            Optional<Reading> contradiction = lastReadings(phase).stream()
                    .filter(reading -> reading.verdict() == Verdict.FAIL)
                    .findFirst();
            if (contradiction.isPresent()) {
                return Optional.of(new Event.ApprovalsVoided(phase.name(), said(contradiction.get())));
            }
            Optional<Event> due = Requests.due(state, phase, now);
            if (due.isPresent()) {
                return due;
            }
            boolean ready = Requests.quorum(state, phase).complete() && holdsNow(phase) && free(state);
            return pass(state, phase, ready, rules, now);
        }
        if (!metricsHold(phase)) {
            return pass(state, phase, false, rules, now);
        }
        if (!state.approval(phase).automatic()) {
            int request = phase.requests() + 1;
            return Optional.of(
                    new Event.ApprovalRequested(phase.name(), request, Evidence.digest(state, phase, request)));
        }
        return pass(state, phase, free(state), rules, now);
    }

    /** Lets a gate through that is ready, in its window. One that waited for it hears of it ready or not. */
    private static Optional<Event> pass(
            RolloutState state, PhaseState phase, boolean ready, Rules rules, Instant now) {
        Optional<Event> passed = ready ? Optional.of(new Event.GatePassed(phase.name())) : Optional.empty();
        return ready || phase.window() != null
                ? Waits.toStart(state, phase, rules, now, passed)
                : Optional.empty();
    }

    private static boolean metricsHold(PhaseState phase) {
        return phase.phase().gate().metrics().isEmpty()
                || phase.watch() != null
                        && phase.watch().streak() >= phase.phase().gate().sampling().passes();
    }

    private static boolean holdsNow(PhaseState phase) {
        return phase.phase().gate().metrics().isEmpty()
                || phase.watch() != null && phase.watch().holds();
    }

    private static List<Reading> lastReadings(PhaseState phase) {
        return phase.watch() == null ? List.of() : phase.watch().last();
    }

    /** What the samples of a stage have against it: too many failures, one that does not decide, or too long without data. */
    private static Optional<Event> trouble(PhaseState phase, Stage stage, List<Criterion> criteria) {
        Watch watch = phase.watch();
        if (watch == null) {
            return Optional.empty();
        }
        Optional<Event> failure = tooManyFailures(phase, stage, criteria);
        if (failure.isPresent()) {
            return failure;
        }
        Optional<Reading> undecided = watch.last().stream()
                .filter(reading -> reading.verdict() == Verdict.INCONCLUSIVE)
                .findFirst();
        if (undecided.isPresent()) { // no more samples will decide it
            return Optional.of(
                    new Event.Held(HoldKind.INCONCLUSIVE, phase.name(), stage, said(undecided.get())));
        }
        return criteria.stream()
                .filter(criterion -> watch.withoutData().getOrDefault(criterion.name(), 0) >= criterion.noDataLimit())
                .findFirst()
                .map(criterion -> new Event.Held(
                        HoldKind.INCONCLUSIVE,
                        phase.name(),
                        stage,
                        "no data for '" + criterion.name() + "' " + criterion.noDataLimit() + " times in a row: "
                                + why(watch, criterion)));
    }

    private static Optional<Event> tooManyFailures(PhaseState phase, Stage stage, List<Criterion> criteria) {
        Watch watch = phase.watch();
        return watch == null
                ? Optional.empty()
                : criteria.stream()
                        .filter(criterion ->
                                watch.failures().getOrDefault(criterion.name(), 0) > criterion.failureLimit())
                        .findFirst()
                        .map(criterion -> new Event.StageFailed(
                                phase.name(),
                                stage,
                                "'" + criterion.name() + "': " + why(watch, criterion)
                                        + (criterion.failureLimit() == 0
                                                ? ""
                                                : ", failed " + watch.failures().get(criterion.name()) + " times of "
                                                        + criterion.failureLimit() + " tolerated")));
    }

    private static String why(Watch watch, Criterion criterion) {
        return watch.last().stream()
                .filter(reading -> reading.criterion().equals(criterion.name()))
                .map(Reading::why)
                .findFirst()
                .orElse("");
    }

    private static String said(Reading reading) {
        return "'" + reading.criterion() + "': " + reading.why();
    }

    private static Optional<Event> passed(RolloutState state, PhaseState phase, Rules rules, Instant now) {
        if (Drifting.mending(state)) {
            return Optional.empty();
        }
        Event goesOn = state.plan().form() == Plan.Form.GATE
                ? new Event.PhaseDone(phase.name())
                : new Event.DeployStarted(phase.name(), attempts(phase) + 1);
        return Waits.toStart(state, phase, rules, now, Optional.of(goesOn));
    }

    /** How often the block of a phase was called to deploy. */
    static int attempts(PhaseState phase) {
        return phase.block() == null ? 0 : phase.block().attempt();
    }

    static Optional<Event> deploying(PhaseState phase) {
        Optional<Event> failure = tooManyFailures(phase, Stage.DEPLOY, phase.phase().gate().metrics());
        if (failure.isPresent()) {
            return failure;
        }
        if (phase.blockOpen() || phase.operations().stream().anyMatch(Operation::open)) {
            return Optional.empty();
        }
        if (!phase.block().ok()) {
            return Optional.of(new Event.StageFailed(phase.name(), Stage.DEPLOY, phase.block().message()));
        }
        return Optional.of(phase.operations().stream()
                .filter(operation -> operation.action() == Action.DEPLOY
                        && operation.status() == Operation.Status.FAILED
                        && belongsTo(operation, phase))
                .findFirst()
                .<Event>map(operation -> new Event.StageFailed(
                        phase.name(), Stage.DEPLOY, operation.target().name() + ": " + operation.message()))
                .orElse(new Event.PhaseDeployed(phase.name())));
    }

    private static boolean belongsTo(Operation operation, PhaseState phase) {
        return operation.id().contains(":" + phase.name() + ":" + Action.DEPLOY.word() + ":" + attempts(phase) + ":");
    }

    private static Optional<Event> baking(RolloutState state, PhaseState phase, Instant now) {
        Bake bake = phase.phase().bake();
        Optional<Event> trouble = trouble(phase, Stage.BAKE, bake.metrics());
        if (trouble.isPresent()) {
            return trouble;
        }
        if (now.isBefore(phase.bakeUntil()) || !free(state)) {
            return Optional.empty();
        }
        boolean lastRoundHolds = bake.metrics().isEmpty()
                || phase.watch().lastAt() != null
                        && !phase.watch().lastAt().isBefore(phase.bakeUntil())
                        && phase.watch().streak() >= bake.sampling().passes();
        return lastRoundHolds ? Optional.of(new Event.PhaseDone(phase.name())) : Optional.empty();
    }

    /** What the plan says shall follow a failure, once the block is no longer running. */
    static Optional<Event> failed(RolloutState state, PhaseState phase) {
        PhaseState.Failure failure = phase.failure();
        if (failure.refusal() != null) {
            return Optional.of(consequence(state, phase, Result.ABORTED, failure.refusal()));
        }
        String cause = "phase '" + phase.name() + "', " + failure.stage().word() + ": " + failure.why();
        return Optional.of(consequence(state, phase, Result.FAILURE, cause));
    }

    /** Rollback where there is something to take back, and as the plan says. */
    private static Event consequence(RolloutState state, PhaseState phase, Result result, String cause) {
        Phase failed = phase.phase();
        return switch (state.plan().onFailure()) {
            case PAUSE -> state.plan().form() == Plan.Form.GATE
                    ? new Event.RolloutEnded(result, cause)
                    : new Event.Held(HoldKind.FAILURE, failed.name(), phase.failure().stage(), phase.failure().why());
            case STOP -> new Event.RolloutEnded(result, cause);
            case ROLLBACK -> Undoing.anything(state)
                    ? new Event.RollbackStarted(result, cause)
                    : new Event.RolloutEnded(result, cause);
        };
    }
}
