package io.jenkins.plugins.rollout.model;

import io.jenkins.plugins.rollout.model.RolloutState.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The fold: {@code evolve(state, entry)} is the state after one more line of the journal. Pure and total: every event is
 * accepted in every state, for the journal says what happened, whatever we think of it.
 */
public final class Evolution {
    private Evolution() {}

    /** The state a whole journal adds up to. */
    public static RolloutState fold(List<Entry> entries) {
        RolloutState state = null;
        for (Entry entry : entries) {
            state = evolve(state, entry);
        }
        return Objects.requireNonNull(state, "a journal has at least one entry");
    }

    /** @param state null before the first entry, which must declare the rollout */
    public static RolloutState evolve(RolloutState state, Entry entry) {
        Event event = entry.event();
        Instant at = entry.at();
        if (state == null) {
            if (event instanceof Event.RolloutDeclared declared) {
                return RolloutState.declared(declared, at);
            }
            throw new IllegalArgumentException("a journal starts with rolloutDeclared, not with "
                    + event.getClass().getSimpleName());
        }
        return state.change(draft -> {
            draft.sequence = entry.sequence();
            apply(draft, state, entry);
        });
    }

    private static void apply(RolloutState.Draft draft, RolloutState state, Entry entry) {
        Event event = entry.event();
        Instant at = entry.at();
        if (event instanceof Event.TurnAwaited e) {
            draft.behind = e.behind();
        } else if (event instanceof Event.RolloutStarted e) {
            if (e.previousVersion() != null && state.plan().previousVersion().isEmpty()) {
                draft.plan = state.plan().after(e.previousVersion());
            }
            draft.status = Status.RUNNING;
            draft.behind = null;
            draft.startedAt = at;
        } else if (event instanceof Event.TakenOver e) {
            draft.inherited = e.inheritance();
        } else if (event instanceof Event.HandOverAsked e) {
            draft.handOver = new RolloutState.HandOver(e.to(), at, false);
        } else if (event instanceof Event.HandOverOffered e) {
            draft.handOver = new RolloutState.HandOver(e.to(), at, true);
        } else if (event instanceof Event.HandOverRefused) {
            draft.handOver = null;
        } else if (event instanceof Event.PhaseDeclared e) {
            draft.add(e.phase());
        } else if (event instanceof Event.GateOpened e) {
            draft.current = state.indexOf(e.phase());
            draft.held = null;
            draft.phase(e.phase(), phase -> opened(phase, e, at));
        } else if (event instanceof Event.RoundMeasured e) {
            draft.phase(e.phase(), phase -> measured(phase, e, at));
        } else if (event instanceof Event.ApprovalRequested e) {
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.requests = e.request();
                p.ask = new Ask(e.request(), e.evidence(), at, List.of());
                p.approved = List.of();
            }));
        } else if (event instanceof Event.ApprovalGiven e) {
            draft.phase(e.phase(), phase -> asked(phase, ask -> ask.hasFrom(entry.by().id())
                    ? ask
                    : ask.with(yes(ask, entry, e))));
        } else if (event instanceof Event.ApprovalWithdrawn e) {
            draft.phase(e.phase(), phase -> asked(phase, ask -> ask.without(entry.by().id()))
                    .change(p -> p.window = null));
        } else if (event instanceof Event.RejectionGiven e) {
            Actor by = entry.by();
            var no = new No(by.id(), by.name(), by.via(), e.reason(), at, e.onBehalfOf());
            draft.phase(e.phase(), phase -> asked(phase, ask -> ask.isRejectedBy(by.id()) ? ask : ask.with(no))
                    .change(p -> p.window = null));
        } else if (event instanceof Event.ApproversReminded e) {
            draft.phase(e.phase(), phase -> asked(phase, ask -> ask.reminded(e.times())));
        } else if (event instanceof Event.ApprovalEscalated e) {
            draft.phase(e.phase(), phase -> asked(phase, ask -> ask.escalated(e.to())));
        } else if (event instanceof Event.ApprovalExpired e) {
            draft.phase(e.phase(), phase -> asked(phase, Ask::over));
        } else if (event instanceof Event.ApprovalsVoided e) {
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.ask = null;
                p.approved = List.of();
                p.window = null;
            }));
        } else if (event instanceof Event.GatePassed e) {
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.status = PhaseStatus.PASSED;
                p.ask = null;
                p.window = null;
            }));
        } else if (event instanceof Event.WindowAwaited e) {
            draft.phase(e.phase(), phase -> phase.change(
                    p -> p.window = new PhaseState.Window(e.why(), e.until(), at)));
        } else if (event instanceof Event.WindowOpened e) {
            draft.phase(e.phase(), phase -> phase.change(p -> p.window = null));
        } else if (event instanceof Event.HotfixDeclared e) {
            hotfix(draft, state, e, entry);
        } else if (event instanceof Event.GateRejected e) {
            draft.phase(e.phase(), phase -> failed(
                    phase, new PhaseState.Failure(Stage.GATE, e.reason(), refusal(entry, e))));
        } else if (event instanceof Event.StageFailed e) {
            draft.phase(e.phase(), phase -> failed(phase, new PhaseState.Failure(e.stage(), e.why())));
        } else if (event instanceof Event.StageSkipped e) {
            draft.current = state.indexOf(e.phase());
            draft.held = null;
            draft.phase(e.phase(), phase -> skipped(phase, e.stage()));
        } else if (event instanceof Event.DeployStarted e) {
            draft.current = state.indexOf(e.phase());
            draft.held = null;
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.status = PhaseStatus.DEPLOYING;
                p.attempt = e.attempt();
                p.watch = phase.failure() == null || phase.watch() == null
                        ? phase.watch()
                        : Watch.starting(at, phase.phase().gate().sampling());
                p.failure = null;
                p.startedAt = p.startedAt == null ? at : p.startedAt;
                p.block = Block.wanted(Action.DEPLOY, e.attempt());
            }));
        } else if (event instanceof Event.OperationStarted e) {
            draft.phase(e.phase(), phase -> phase.withOperation(phase.operation(e.operation())
                    .map(known -> known.nextTry(e.tryNumber()))
                    .orElse(new Operation(
                            e.operation(), e.action(), e.target(), Operation.Status.RUNNING, e.tryNumber(), null, "", null))));
        } else if (event instanceof Event.OperationEnded e) {
            draft.phase(e.phase(), phase -> phase.operation(e.operation())
                    .map(known -> phase.withOperation(answered(known, e, at)))
                    .orElse(phase));
        } else if (event instanceof Event.BlockEnded e) {
            draft.phase(e.phase(), phase -> phase.change(
                    p -> p.block = new Block(e.action(), e.attempt(), e.ok(), e.message())));
        } else if (event instanceof Event.PhaseDeployed e) {
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.status = PhaseStatus.DEPLOYED;
                p.deployedAt = at;
            }));
        } else if (event instanceof Event.BakeStarted e) {
            draft.held = null;
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.status = PhaseStatus.BAKING;
                p.attempt = e.attempt();
                p.failure = null;
                p.bakeUntil = e.until();
                p.watch = phase.phase()
                        .baking()
                        .map(bake -> Watch.starting(at, bake.sampling()).dueBy(e.until()))
                        .orElse(null);
            }));
        } else if (event instanceof Event.PhaseDone e) {
            draft.held = null;
            draft.phase(e.phase(), phase -> ended(phase, PhaseStatus.DONE, at));
        } else if (event instanceof Event.PhaseSkipped e) {
            draft.phase(e.phase(), phase -> ended(phase, PhaseStatus.SKIPPED, at));
        } else if (event instanceof Event.Held e) {
            draft.held = new RolloutState.Hold(e.kind(), e.phase(), e.stage(), e.why(), at);
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.ask = null;
                p.window = null;
                p.approved = p.status == PhaseStatus.GATE ? List.of() : p.approved;
            }));
        } else if (event instanceof Event.Paused e) {
            draft.pause = new RolloutState.Pause(entry.by().id(), e.reason(), at);
        } else if (event instanceof Event.DriftSeen e) {
            draft.phase(e.phase(), phase -> phase.operation(e.operation())
                    .map(known -> phase.withOperation(known.with(new Operation.Drift(e.what(), at, false))))
                    .orElse(phase));
        } else if (event instanceof Event.DriftGone e) {
            draft.phase(e.phase(), phase -> phase.operation(e.operation())
                    .map(known -> phase.withOperation(known.with((Operation.Drift) null)))
                    .orElse(phase));
            boolean held = state.held() != null && state.held().kind() == HoldKind.DRIFT;
            draft.held = held && drifted(draft.phases).isEmpty() ? null : draft.held;
        } else if (event instanceof Event.Resumed) {
            draft.pause = null;
            if (state.pause() == null && state.held() != null && state.held().kind() == HoldKind.DRIFT) {
                draft.held = null;
                draft.phases = state.phases().stream().map(Evolution::accepted).toList();
            }
        } else if (event instanceof Event.Retried e) {
            retried(draft, state, e);
        } else if (event instanceof Event.Promoted) {
            draft.held = null;
        } else if (event instanceof Event.RollbackStarted e) {
            draft.status = Status.ROLLING_BACK;
            draft.behind = null;
            draft.held = null;
            draft.pause = null;
            draft.handOver = null;
            draft.rollback = new RolloutState.Rollback(e.result(), e.cause(), entry.by().id(), at, null);
            draft.phases = state.phases().stream().map(Evolution::abandoned).toList();
        } else if (event instanceof Event.UndoStarted e) {
            draft.held = null;
            draft.phase(e.phase(), phase -> phase.change(p -> {
                p.status = PhaseStatus.UNDOING;
                p.undoAttempt = e.attempt();
                p.note = "";
                p.retryable = false;
            }));
        } else if (event instanceof Event.UndoBlockStarted e) {
            draft.phase(e.phase(), phase -> phase.change(p -> p.block = Block.wanted(Action.UNDO, e.attempt())));
        } else if (event instanceof Event.PhaseUndone e) {
            draft.phase(e.phase(), phase -> ended(phase, PhaseStatus.UNDONE, at));
        } else if (event instanceof Event.PhaseNotUndone e) {
            draft.phase(e.phase(), phase -> ended(phase, PhaseStatus.NOT_UNDONE, at).change(p -> {
                p.note = e.why();
                p.retryable = e.retryable();
            }));
        } else if (event instanceof Event.RollbackEnded e) {
            RolloutState.Rollback under = state.rollback();
            draft.rollback = under == null
                    ? null
                    : new RolloutState.Rollback(
                            under.result(), under.cause(), under.by(), under.at(), e.complete());
        } else if (event instanceof Event.AbortAsked) {
            draft.abortAsked = true;
        } else if (event instanceof Event.BuildLost e) {
            draft.buildLost = true;
            draft.buildGone = e.gone() || state.buildGone();
        } else if (event instanceof Event.RolloutEnded e) {
            draft.status = Status.ENDED;
            draft.behind = null;
            draft.held = null;
            draft.pause = null;
            draft.handOver = state.isOffered() ? state.handOver() : null;
            draft.result = e.result();
            draft.cause = e.cause();
            draft.endedAt = at;
            draft.phases = state.phases().stream().map(Evolution::unhindered).toList();
        }
        // RolloutDeclared a second time and ControllerRestarted change nothing
    }

    private static PhaseState opened(PhaseState phase, Event.GateOpened e, Instant at) {
        return phase.change(p -> {
            p.status = PhaseStatus.GATE;
            p.attempt = e.attempt();
            p.failure = null;
            p.ask = null;
            p.approved = List.of();
            p.window = null;
            p.startedAt = p.startedAt == null ? at : p.startedAt;
            p.watch = Watch.starting(at, phase.phase().gate().sampling());
        });
    }

    private static PhaseState measured(PhaseState phase, Event.RoundMeasured e, Instant at) {
        if (phase.watch() == null) {
            return phase;
        }
        boolean baking = e.stage() == Stage.BAKE;
        Sampling sampling = baking
                ? phase.phase().baking().map(Bake::sampling).orElse(Sampling.DEFAULT)
                : phase.phase().gate().sampling();
        Watch watch = phase.watch().after(e.readings(), at, sampling);
        boolean beforeEnd = baking && phase.bakeUntil() != null && at.isBefore(phase.bakeUntil());
        return phase.change(p -> p.watch = beforeEnd ? watch.dueBy(phase.bakeUntil()) : watch);
    }

    /** The request for approval as it is after somebody answered, or time passed. */
    private static PhaseState asked(PhaseState phase, UnaryOperator<Ask> change) {
        return phase.ask() == null
                ? phase
                : phase.change(p -> {
                    p.ask = change.apply(phase.ask());
                    p.approved = p.ask.given();
                });
    }

    private static Yes yes(Ask ask, Entry entry, Event.ApprovalGiven e) {
        Actor by = entry.by();
        StandIn away = by.standsInFor().stream()
                .filter(one -> one.id().equals(e.onBehalfOf()))
                .findFirst()
                .orElse(new StandIn(by.id(), by.name(), by.groups(), by.permissions(), null));
        boolean anyRule = e.override() && by.administrator() || ask.inSecondCircle(away.id(), away.groups());
        return new Yes(
                by.id(),
                by.name(),
                by.via(),
                e.comment(),
                entry.at(),
                away.groups(),
                away.permissions(),
                e.answers(),
                e.onBehalfOf(),
                e.override(),
                anyRule);
    }

    private static String refusal(Entry entry, Event.GateRejected e) {
        return Actor.SYSTEM_ID.equals(entry.by().id())
                ? "phase '" + e.phase() + "': " + e.reason()
                : "phase '" + e.phase() + "' rejected by " + entry.by().name() + ": " + e.reason();
    }

    private static PhaseState failed(PhaseState phase, PhaseState.Failure failure) {
        return phase.change(p -> {
            p.status = PhaseStatus.FAILED;
            p.failure = failure;
            p.ask = null;
            p.approved = failure.stage() == Stage.GATE ? List.of() : p.approved;
        });
    }

    private static PhaseState skipped(PhaseState phase, Stage stage) {
        return phase.change(p -> {
            p.ask = null;
            p.failure = null;
            p.watch = null; // what was skipped is not watched any further
            p.status = switch (stage) {
                case GATE -> PhaseStatus.PASSED;
                case DEPLOY -> PhaseStatus.DEPLOYED;
                case BAKE, UNDO -> p.status;
            };
        });
    }

    /** The last operation on each target whose world has changed, and nobody accepted it. */
    public static List<Operation> drifted(List<PhaseState> phases) {
        var last = new LinkedHashMap<Object, Operation>();
        for (PhaseState phase : phases) {
            for (Operation operation : phase.operations()) {
                last.remove(operation.target().definition());
                last.put(operation.target().definition(), operation);
            }
        }
        return last.values().stream().filter(Operation::hasDrifted).toList();
    }

    private static PhaseState accepted(PhaseState phase) {
        return phase.change(p -> p.operations = phase.operations().stream().map(Operation::accepted).toList());
    }

    private static Operation answered(Operation known, Event.OperationEnded e, Instant at) {
        if (known.status() == Operation.Status.ABANDONED) {
            return known.with(Operation.Status.ABANDONED, null, e.answer().message());
        }
        Operation.Status status = e.answer().isDone()
                ? Operation.Status.DONE
                : e.again() == null ? Operation.Status.FAILED : Operation.Status.POSTPONED;
        Operation answered = known.with(status, e.again(), e.answer().message());
        return status == Operation.Status.FAILED && known.isAgain() && known.action() == Action.DEPLOY
                ? answered.with(new Operation.Drift(
                        "could not be deployed again: " + e.answer().message(), at, false))
                : answered;
    }

    private static PhaseState ended(PhaseState phase, PhaseStatus status, Instant at) {
        return phase.change(p -> {
            p.status = status;
            p.endedAt = at;
            p.ask = null;
        });
    }

    /** Nothing is waited for any more. */
    private static PhaseState unhindered(PhaseState phase) {
        return phase.window() == null ? phase : phase.change(p -> p.window = null);
    }

    /** What was not deployed before asks anew, by the rules of the lane. */
    private static void hotfix(
            RolloutState.Draft draft, RolloutState state, Event.HotfixDeclared e, Entry entry) {
        Set<String> before = state.phases().stream()
                .filter(phase -> switch (phase.status()) {
                    case PENDING, GATE, PASSED, FAILED -> false;
                    case DEPLOYING, DEPLOYED, BAKING, DONE, SKIPPED, UNDOING, UNDONE, NOT_UNDONE -> true;
                })
                .map(PhaseState::name)
                .collect(Collectors.toSet());
        Actor by = entry.by();
        draft.hotfix = new RolloutState.Hotfix(by.id(), by.name(), e.reason(), entry.at(), e.rules(), before);
        draft.phases = state.phases().stream()
                .map(phase -> before.contains(phase.name())
                        ? phase
                        : phase.change(p -> {
                            p.ask = null;
                            p.approved = List.of();
                            p.window = null;
                        }))
                .toList();
    }

    private static PhaseState abandoned(PhaseState phase) {
        return phase.change(p -> {
            p.ask = null;
            p.window = null;
            boolean waiting = p.status == PhaseStatus.GATE || p.status == PhaseStatus.PASSED;
            p.status = waiting && !phase.touched() ? PhaseStatus.SKIPPED : p.status;
            p.operations = phase.operations().stream()
                    .map(operation -> operation.open() && operation.action() == Action.DEPLOY
                            ? operation.with(Operation.Status.ABANDONED, null, "given up for the rollback")
                            : operation)
                    .toList();
        });
    }

    /** What could not be undone is taken up again; other stages are started anew by the events that follow. */
    private static void retried(RolloutState.Draft draft, RolloutState state, Event.Retried e) {
        draft.held = null;
        if (e.stage() == Stage.UNDO) {
            draft.rollback = draft.rollback == null
                    ? null
                    : new RolloutState.Rollback(
                            draft.rollback.result(),
                            draft.rollback.cause(),
                            draft.rollback.by(),
                            draft.rollback.at(),
                            null);
            for (PhaseState phase : state.everything()) {
                if (phase.status() == PhaseStatus.NOT_UNDONE && phase.retryable()) {
                    draft.phase(phase.name(), left -> left.change(p -> p.status = PhaseStatus.FAILED));
                }
            }
        }
    }
}
