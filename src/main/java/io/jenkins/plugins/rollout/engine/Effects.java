package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The work of one rollout: starts what its state wants and is not under way, cancels what it no longer wants. */
final class Effects {
    /** A source that answers nothing at all for so long counts as no data. */
    private static final long LONGEST_SAMPLE_SECONDS = 120;

    /** An undo that is not over after this is left to a human: what is to be undone after it must not wait for ever. */
    private static final Duration LONGEST_UNDO = Duration.ofHours(1);

    /** A journal that could not be written is tried again after this. */
    private static final Duration JOURNAL_RETRY = Duration.ofSeconds(5);

    private final Meter meter;
    private final TargetCaller targets;
    private final Alarm alarm;
    private final Clock clock;
    private final Consumer<Command> submit;
    private final BiConsumer<String, Inheritance> offers;
    private final Map<Effect, Runnable> underWay = new HashMap<>();

    /** Calls that were under way when the controller was killed: the target is asked first what became of them. */
    private final Set<Effect> fromBefore = new HashSet<>();

    private boolean closed;

    /** @param offers offers a rollout, by its id, what this one leaves to it */
    Effects(
            Meter meter,
            TargetCaller targets,
            Alarm alarm,
            Clock clock,
            Consumer<Command> submit,
            BiConsumer<String, Inheritance> offers) {
        this.meter = meter;
        this.targets = targets;
        this.alarm = alarm;
        this.clock = clock;
        this.submit = submit;
        this.offers = offers;
    }

    /** Marks what a recovered state says was under way. */
    synchronized void recovered(RolloutState state) {
        Wants.of(state).stream().filter(Effect.Call.class::isInstance).forEach(fromBefore::add);
    }

    synchronized void reconcile(RolloutState state) {
        if (closed) {
            return;
        }
        Set<Effect> wanted = Wants.of(state);
        underWay.entrySet().removeIf(work -> {
            boolean over = !wanted.contains(work.getKey());
            if (over) {
                work.getValue().run();
            }
            return over;
        });
        for (Effect effect : wanted) {
            if (!underWay.containsKey(effect)) {
                underWay.put(effect, () -> {});
                underWay.put(effect, start(effect, state));
            }
        }
        if (state.isEnded()) {
            state.phases().forEach(phase -> meter.forget(series(state, phase, Stage.GATE)));
            state.phases().forEach(phase -> meter.forget(series(state, phase, Stage.BAKE)));
        }
    }

    /** The journal could not be written: what was decided is not so. The work of the state before is started again soon. */
    synchronized void retryLater(RolloutState before) {
        alarm.at(clock.instant().plus(JOURNAL_RETRY), () -> {
            synchronized (this) {
                underWay.values().forEach(Runnable::run);
                underWay.clear();
                recovered(before);
            }
            submit.accept(new Command.Tick());
        });
    }

    synchronized void close() {
        closed = true;
        underWay.values().forEach(Runnable::run);
        underWay.clear();
    }

    private Runnable start(Effect effect, RolloutState state) {
        if (effect instanceof Effect.Wake wake) {
            return alarm.at(wake.at(), () -> submit.accept(new Command.Tick()));
        }
        if (effect instanceof Effect.Measure measure) {
            return alarm.at(measure.at(), () -> measure(measure, state));
        }
        if (effect instanceof Effect.Look look) {
            return look(look, state);
        }
        if (effect instanceof Effect.Offer offer) {
            offers.accept(offer.to(), Inheritance.of(state));
            return () -> {};
        }
        return call((Effect.Call) effect, state);
    }

    private Runnable look(Effect.Look wanted, RolloutState state) {
        PhaseState phase = state.phase(wanted.phase()).orElseThrow();
        Operation operation = phase.operation(wanted.operation()).orElseThrow();
        var call = new TargetCall(
                operation.id(),
                operation.action(),
                operation.target(),
                Situation.of(state, phase.phase()),
                Reach.of(state, phase.phase()));
        var looking = new Looking(targets, call, alarm, clock, state.plan().looks(), operation.drift() != null, changed ->
                submit.accept(new Command.Looked(wanted.operation(), changed)));
        looking.later();
        return looking::end;
    }

    private void measure(Effect.Measure wanted, RolloutState state) {
        PhaseState phase = state.phase(wanted.phase()).orElseThrow();
        Situation situation = Situation.of(state, phase.phase());
        boolean baking = wanted.stage() == Stage.BAKE;
        List<Criterion> criteria = baking
                ? phase.phase().baking().map(Bake::metrics).orElse(List.of())
                : phase.phase().gate().metrics();
        Sampling sampling = baking
                ? phase.phase().baking().map(Bake::sampling).orElse(Sampling.DEFAULT)
                : phase.phase().gate().sampling();
        String series = series(state, phase, wanted.stage());
        Watch watch = phase.watch();
        Instant since = watch == null || watch.since() == null ? clock.instant() : watch.since();
        var samples = new ArrayList<CompletableFuture<Reading>>();
        for (Criterion criterion : criteria) {
            samples.add(sample(series, criterion, situation, sampling.interval(), since));
        }
        CompletableFuture.allOf(samples.toArray(CompletableFuture[]::new)).thenRun(() -> {
            List<Reading> readings = samples.stream().map(CompletableFuture::join).toList();
            submit.accept(new Command.Measured(
                    wanted.phase(), wanted.stage(), wanted.attempt(), wanted.round(), readings));
        });
    }

    private CompletableFuture<Reading> sample(
            String series, Criterion criterion, Situation situation, Duration interval, Instant since) {
        CompletionStage<Reading> asked;
        try {
            asked = meter.read(series, criterion, situation, interval, since);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.toCompletableFuture()
                .orTimeout(LONGEST_SAMPLE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(error -> Reading.noData(criterion.name(), reason(error), clock.instant()));
    }

    private static String series(RolloutState state, PhaseState phase, Stage stage) {
        return state.id() + "/" + phase.name() + "/" + stage.name();
    }

    private Runnable call(Effect.Call wanted, RolloutState state) {
        PhaseState phase = state.phase(wanted.phase()).orElseThrow();
        Operation operation = phase.operation(wanted.operation()).orElseThrow();
        var call = new TargetCall(
                operation.id(),
                operation.action(),
                operation.target(),
                Situation.of(state, phase.phase()),
                operation.action() == Action.UNDO ? Reach.NOBODY : Reach.of(state, phase.phase()));
        CompletableFuture<TargetAnswer> answer = (fromBefore.remove(wanted) ? inquireThenCall(call) : begin(call));
        Runnable limit = operation.action() == Action.UNDO
                ? alarm.at(clock.instant().plus(LONGEST_UNDO), () -> answer.complete(TargetAnswer.failed(
                        "no answer in " + Durations.text(LONGEST_UNDO))))
                : () -> {};
        answer.whenComplete((said, error) -> {
            boolean mine;
            synchronized (this) {
                mine = underWay.containsKey(wanted) && !closed;
            }
            if (mine) {
                submit.accept(new Command.TargetAnswered(
                        wanted.operation(),
                        wanted.tryNumber(),
                        error == null ? said : TargetAnswer.failedForNow(reason(error))));
            }
        });
        return () -> {
            limit.run();
            answer.cancel(true);
        };
    }

    private CompletableFuture<TargetAnswer> inquireThenCall(TargetCall call) {
        try {
            return targets.inquire(call)
                    .toCompletableFuture()
                    .exceptionally(error -> java.util.Optional.empty())
                    .thenCompose(known -> known.map(CompletableFuture::completedFuture).orElseGet(() -> begin(call)));
        } catch (RuntimeException e) {
            return begin(call);
        }
    }

    private CompletableFuture<TargetAnswer> begin(TargetCall call) {
        try {
            return targets.call(call).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof java.util.concurrent.TimeoutException
                ? "no answer in " + LONGEST_SAMPLE_SECONDS + " s"
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
