package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The core: {@code decide(state, command)} says what a command does to a rollout. Pure and total: every command has an
 * answer in every state, and the same question gets the same answer.
 */
public final class Decider {
    /** How often an undo is tried before a human is asked. */
    static final int UNDO_TRIES = 4;

    private static final Duration FIRST_UNDO_BACK_OFF = Duration.ofSeconds(1);

    private final Rules rules;

    /** @param rules what administrators allow now */
    public Decider(Rules rules) {
        this.rules = rules;
    }

    /** The first entry of a new rollout, unless its plan breaks a policy. */
    public Decision declare(
            String rolloutId, String build, Plan plan, Set<String> concerned, Actor by, Instant now) {
        List<Problem> problems = PolicyCheck.problems(plan, rules);
        if (!problems.isEmpty()) {
            return Decision.invalid(PlanRules.message(problems), problems.get(0).field());
        }
        var unfolding =
                new Unfolding(null, rules, now).add(by, new Event.RolloutDeclared(rolloutId, build, plan, concerned));
        Optional<Decision.Refused> refused =
                plan.hotfix() == null ? Optional.empty() : HotfixDecider.declare(unfolding, by, plan.hotfix());
        return refused.<Decision>map(refusal -> new Decision.Refused(
                        refusal.reason(), "hotfix: " + refusal.error(), "hotfix"))
                .orElseGet(() -> accepted(unfolding));
    }

    public Decision decide(RolloutState state, Command command, Instant now) {
        if (command instanceof Command.Human human) {
            return new HumanDecider(rules.of(state.plan())).decide(state, human, now);
        }
        if (state.isEnded()) {
            return command instanceof Command.ReachPhase
                            || command instanceof Command.CallTarget
                            || command instanceof Command.TakeOver c && !took(state, c)
                    ? Decision.conflict("the rollout has ended: " + state.cause())
                    : nothing();
        }
        if (state.isOffered() && !HandingOver.concerns(command)) {
            return command instanceof Command.ReachPhase || command instanceof Command.CallTarget
                    ? Decision.conflict("the rollout is being handed over to rollout " + state.handOver().to())
                    : nothing();
        }
        var unfolding = new Unfolding(state, rules, now);
        Optional<Decision.Refused> refused = Optional.empty();
        if (command instanceof Command.TakeTurn c) {
            if (state.status() == RolloutState.Status.WAITING) {
                unfolding.add(new Event.RolloutStarted(c.live()));
            }
        } else if (command instanceof Command.AwaitTurn c) {
            if (state.status() == RolloutState.Status.WAITING && !c.behind().equals(state.behind())) {
                unfolding.add(new Event.TurnAwaited(c.behind()));
            }
        } else if (command instanceof Command.Supersede c) {
            HandingOver.supersede(unfolding, c);
        } else if (command instanceof Command.TakeOver c) {
            refused = HandingOver.takeOver(unfolding, c);
        } else if (command instanceof Command.HandedOver c) {
            HandingOver.done(unfolding, c);
        } else if (command instanceof Command.HandOverFailed c) {
            HandingOver.refused(unfolding, c);
        } else if (command instanceof Command.Looked c) {
            Drifting.looked(unfolding, c);
        } else if (command instanceof Command.ReachPhase c) {
            refused = reach(unfolding, c.phase());
        } else if (command instanceof Command.CloseForm c) {
            close(unfolding, c);
        } else if (command instanceof Command.Measured c) {
            measured(unfolding, c);
        } else if (command instanceof Command.CallTarget c) {
            refused = call(unfolding, c);
        } else if (command instanceof Command.TargetAnswered c) {
            answered(unfolding, c);
        } else if (command instanceof Command.BlockEnded c) {
            blockEnded(unfolding, c);
        } else if (command instanceof Command.Abort c) {
            abort(unfolding, c);
        } else if (command instanceof Command.Recover) {
            unfolding.add(new Event.ControllerRestarted());
        } else if (command instanceof Command.LoseBuild c) {
            loseBuild(unfolding, c);
        }
        return refused.<Decision>map(refusal -> refusal).orElseGet(() -> accepted(Progress.unfold(unfolding)));
    }

    private static boolean took(RolloutState state, Command.TakeOver c) {
        return state.inherited() != null && state.inherited().from().equals(c.inheritance().from());
    }

    private static Optional<Decision.Refused> reach(Unfolding unfolding, Phase phase) {
        RolloutState state = unfolding.state();
        Optional<PhaseState> known = state.phase(phase.name());
        if (known.isPresent()) {
            return known.get().phase().equals(phase) && state.indexOf(phase.name()) == state.phases().size() - 1
                    ? Optional.empty() // a resumed Pipeline reaches it again
                    : Optional.of(Decision.invalid(
                            "phase '" + phase.name() + "': there is a phase of that name already; choose another",
                            "name"));
        }
        if (state.plan().form() != Plan.Form.STEPS) {
            return Optional.of(Decision.conflict("the plan of this rollout is complete; phase '" + phase.name()
                    + "' can only be a step inside a rollout without phases"));
        }
        if (state.status() == RolloutState.Status.ROLLING_BACK) {
            return Optional.of(Decision.conflict("the rollout is being rolled back: " + state.rollback().cause()));
        }
        Plan grown = state.plan().with(phase);
        var problems = new ArrayList<>(PlanRules.problems(grown));
        problems.addAll(PolicyCheck.problems(grown, phase, unfolding.rules()));
        if (!problems.isEmpty()) {
            return Optional.of(Decision.invalid(PlanRules.message(problems), problems.get(0).field()));
        }
        boolean busy = state.currentPhase()
                .map(current -> current.status() != PhaseStatus.DONE && current.status() != PhaseStatus.SKIPPED)
                .orElse(false);
        if (busy) {
            return Optional.of(Decision.conflict("phase '" + phase.name() + "' was reached while phase '"
                    + state.currentPhase().get().name() + "' is under way; phases go one after the other"));
        }
        unfolding.add(new Event.PhaseDeclared(phase));
        return Optional.empty();
    }

    private static void close(Unfolding unfolding, Command.CloseForm c) {
        RolloutState state = unfolding.state();
        if (state.plan().form() != Plan.Form.STEPS || state.status() == RolloutState.Status.ROLLING_BACK) {
            return;
        }
        boolean allDone = !state.phases().isEmpty()
                && state.phases().stream().allMatch(phase -> phase.status() == PhaseStatus.DONE);
        if (c.ok() && allDone) {
            List<Problem> owed = PolicyCheck.missing(state.plan(), unfolding.rules());
            if (owed.isEmpty()) {
                unfolding.add(new Event.RolloutEnded(Result.SUCCESS, Progress.success(state)));
            } else {
                giveUp(unfolding, Actor.ENGINE, Result.FAILURE, PlanRules.inOneLine(owed));
            }
            return;
        }
        String cause = !c.ok()
                ? c.message()
                : state.phases().isEmpty()
                        ? "the block ended without reaching a phase"
                        : "the block ended before its last phase was done";
        giveUp(unfolding, Actor.ENGINE, Result.FAILURE, cause);
    }

    private static void measured(Unfolding unfolding, Command.Measured c) {
        boolean wanted = Wants.of(unfolding.state()).stream()
                .anyMatch(effect -> effect instanceof Effect.Measure measure
                        && measure.phase().equals(c.phase())
                        && measure.stage() == c.stage()
                        && measure.attempt() == c.attempt()
                        && measure.round() == c.round());
        if (wanted) {
            unfolding.add(new Event.RoundMeasured(c.phase(), c.stage(), c.attempt(), c.round(), c.readings()));
        }
    }

    private static Optional<Decision.Refused> call(Unfolding unfolding, Command.CallTarget c) {
        RolloutState state = unfolding.state();
        Optional<PhaseState> phase = state.phase(c.phase());
        boolean deploying = phase.isPresent()
                && phase.get().status() == PhaseStatus.DEPLOYING
                && phase.get().blockOpen()
                && state.status() == RolloutState.Status.RUNNING;
        if (!deploying) {
            return Optional.of(Decision.conflict("phase '" + c.phase() + "' is not being deployed"));
        }
        var problems = new ArrayList<>(
                PlanRules.ability(state.plan(), Situation.effective(state, phase.get().phase()), c.target()));
        problems.addAll(PolicyCheck.problems(state.plan(), c.phase(), c.target().definition(), unfolding.rules()));
        if (!problems.isEmpty()) {
            return Optional.of(Decision.invalid(PlanRules.message(problems), "target"));
        }
        String id = OperationIds.of(
                state.id(), c.phase(), Action.DEPLOY, Progress.attempts(phase.get()), c.target());
        if (phase.get().operation(id).isEmpty()) {
            unfolding.add(new Event.OperationStarted(c.phase(), id, Action.DEPLOY, c.target(), 1));
        }
        return Optional.empty();
    }

    private static void answered(Unfolding unfolding, Command.TargetAnswered c) {
        for (PhaseState phase : unfolding.state().everything()) {
            Optional<Operation> operation = phase.operation(c.operation());
            if (operation.isPresent()
                    && operation.get().status() == Operation.Status.RUNNING
                    && operation.get().tryNumber() == c.tryNumber()) {
                boolean again = operation.get().action() == Action.UNDO
                        && c.answer().outcome() == TargetAnswer.Outcome.FAILED_FOR_NOW
                        && c.tryNumber() < UNDO_TRIES;
                Instant when = again ? unfolding.now().plus(backOff(c.operation(), c.tryNumber())) : null;
                unfolding.add(new Event.OperationEnded(phase.name(), c.operation(), c.answer(), when));
            }
        }
    }

    /**
     * 1 s, 4 s, 16 s, each between half of that and half as much again, so that what failed together does not come back
     * together. The same try of the same operation always waits as long.
     */
    static Duration backOff(String operation, int tryNumber) {
        var checksum = new CRC32C();
        checksum.update((operation + " " + tryNumber).getBytes(StandardCharsets.UTF_8));
        double jitter = 0.5 + checksum.getValue() / 0x1p32;
        long millis = FIRST_UNDO_BACK_OFF.toMillis() << 2 * (tryNumber - 1);
        return Duration.ofMillis(Math.round(millis * jitter));
    }

    private static void blockEnded(Unfolding unfolding, Command.BlockEnded c) {
        unfolding.state()
                .phase(c.phase())
                .filter(phase -> phase.blockOpen()
                        && phase.block().action() == c.action()
                        && phase.block().attempt() == c.attempt())
                .ifPresent(phase -> unfolding.add(
                        new Event.BlockEnded(c.phase(), c.action(), c.attempt(), c.ok(), c.message())));
        RolloutState state = unfolding.state();
        boolean waitedFor = c.action() == Action.DEPLOY
                && state.status() == RolloutState.Status.ROLLING_BACK
                && state.held() != null
                && !Undoing.blockRuns(state);
        if (waitedFor) { // what its block could not undo while it was stuck can be undone now
            unfolding.add(new Event.Retried(state.held().phase(), Stage.UNDO, "the block has ended"));
        }
    }

    private static void abort(Unfolding unfolding, Command.Abort c) {
        RolloutState state = unfolding.state();
        String cause = "aborted by " + c.by().name() + (c.reason().isBlank() ? "" : ": " + c.reason());
        unfolding.add(c.by(), new Event.AbortAsked(c.reason()));
        if (state.isOffered()) {
            return; // whose it is depends on another rollout
        }
        if (state.abortAsked() || state.plan().onAbort() == Plan.OnAbort.STOP) {
            String left = state.rollback() == null ? "" : Undoing.cause(state) + "; ";
            unfolding.add(c.by(), new Event.RolloutEnded(Result.ABORTED, left + cause));
        } else if (state.status() != RolloutState.Status.ROLLING_BACK) {
            giveUp(unfolding, c.by(), Result.ABORTED, cause);
        }
    }

    private static void loseBuild(Unfolding unfolding, Command.LoseBuild c) {
        RolloutState state = unfolding.state();
        if (state.buildGone() || state.buildLost() && !c.gone()) {
            return;
        }
        unfolding.add(new Event.BuildLost(c.why(), c.gone()));
        if (state.status() == RolloutState.Status.ROLLING_BACK) {
            if (state.held() != null && !Undoing.mayTryAgain(unfolding.state())) {
                unfolding.add(new Event.RolloutEnded(state.rollback().result(), Undoing.cause(state)));
            }
        } else if (state.handOver() == null) { // otherwise the newer one takes over what there is
            giveUp(unfolding, Actor.ENGINE, Result.ABORTED, c.why());
        }
    }

    /** Rolls back what is out there; ends at once where nothing is. */
    static void giveUp(Unfolding unfolding, Actor by, Result result, String cause) {
        RolloutState state = unfolding.state();
        if (state.status() == RolloutState.Status.ROLLING_BACK) {
            return;
        }
        unfolding.add(
                by,
                Undoing.anything(state)
                        ? new Event.RollbackStarted(result, cause)
                        : new Event.RolloutEnded(result, cause));
    }

    static Decision.Accepted accepted(Unfolding unfolding) {
        return new Decision.Accepted(unfolding.entries());
    }

    static Decision.Accepted nothing() {
        return new Decision.Accepted(List.of());
    }

    /** Where in a phase a retry or a skip would go on. */
    static Stage stageOf(PhaseState phase) {
        return switch (phase.status()) {
            case PENDING, GATE, PASSED -> Stage.GATE;
            case DEPLOYING -> Stage.DEPLOY;
            case DEPLOYED, BAKING, DONE, SKIPPED -> Stage.BAKE;
            case FAILED -> phase.failure().stage();
            case UNDOING, UNDONE, NOT_UNDONE -> Stage.UNDO;
        };
    }
}
