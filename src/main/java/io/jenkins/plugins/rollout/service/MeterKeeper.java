package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.history.HistoryLine;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.util.SystemProperties;

/**
 * The numbers of this controller. What the history has is counted from it, so that a restart changes none of these; looks
 * at criteria and waits for people are counted as they happen, from the controller's start.
 */
@Extension
public final class MeterKeeper implements Keeper {
    /** How many pairs of application and environment get a name of their own, as a Java system property. */
    static final String MOST = "io.jenkins.plugins.rollout.metrics.places";

    private static final int MOST_BY_DEFAULT = 100;

    private final RolloutMeters meters = new RolloutMeters(SystemProperties.getInteger(MOST, MOST_BY_DEFAULT));
    private volatile boolean counted;

    public static MeterKeeper get() {
        return ExtensionList.lookupSingleton(MeterKeeper.class);
    }

    @Override
    public Witness open(Path home) {
        meters.open(() -> open(false), () -> open(true));
        return new Counting(meters);
    }

    private static int open(boolean waiting) {
        RolloutEngine engine = RolloutService.get().engine();
        return (int) engine.ids().stream()
                .map(engine::state)
                .flatMap(Optional::stream)
                .filter(state -> waiting == (state.status() == RolloutState.Status.WAITING))
                .count();
    }

    /** A line of the history is on the disk. */
    void kept(HistoryLine line) {
        meters.add(line);
    }

    /** Everything that the history had when the controller started was told. */
    void counted() {
        counted = true;
    }

    /** All numbers; empty while the history is still being counted. */
    public Optional<RolloutMeters> meters() {
        return counted ? Optional.of(meters) : Optional.empty();
    }

    /** Counts what happens from now on. */
    private static final class Counting implements Witness {
        private final RolloutMeters meters;
        private final Map<String, Map<String, Instant>> asked = new ConcurrentHashMap<>();

        Counting(RolloutMeters meters) {
            this.meters = meters;
        }

        @Override
        public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
            entries.forEach(entry -> count(state, entry));
        }

        private void count(RolloutState state, Entry entry) {
            Plan plan = state.plan();
            Event event = entry.event();
            if (event instanceof Event.RoundMeasured round) {
                round.readings().forEach(reading ->
                        meters.verdict(plan.application(), plan.environment(), reading.verdict()));
            } else if (event instanceof Event.ApprovalRequested request) {
                asks(state.id()).putIfAbsent(request.phase(), entry.at());
            } else if (event instanceof Event.GatePassed passed) {
                answered(state, passed.phase(), entry.at());
            } else if (event instanceof Event.GateRejected rejected) {
                answered(state, rejected.phase(), entry.at());
            } else if (event instanceof Event.ApprovalsVoided voided) {
                answered(state, voided.phase(), entry.at());
            } else if (event instanceof Event.StageFailed failed) {
                answered(state, failed.phase(), entry.at());
            } else if (event instanceof Event.StageSkipped skipped) {
                answered(state, skipped.phase(), entry.at());
            } else if (event instanceof Event.Held held) {
                answered(state, held.phase(), entry.at());
            } else if (event instanceof Event.RollbackStarted || event instanceof Event.RolloutEnded) {
                List.copyOf(asks(state.id()).keySet()).forEach(phase -> answered(state, phase, entry.at()));
            }
        }

        private Map<String, Instant> asks(String rollout) {
            return asked.computeIfAbsent(rollout, any -> new ConcurrentHashMap<>());
        }

        private void answered(RolloutState state, String phase, Instant at) {
            Instant since = phase == null ? null : asks(state.id()).remove(phase);
            if (since != null) {
                meters.answered(state.plan().application(), state.plan().environment(), since, at);
            }
        }

        @Override
        public void found(Path directory, RolloutState state) {
            for (PhaseState phase : state.phases()) {
                if (phase.ask() != null) {
                    asks(state.id()).put(phase.name(), phase.ask().at());
                }
            }
        }

        @Override
        public CompletionStage<Void> kept(String rollout) {
            asked.remove(rollout);
            return CompletableFuture.completedFuture(null);
        }
    }
}
