package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Stage;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gates and bakes of a plan that measure something, in order.
 *
 * @param all of them, also those of which nothing can be asked about the past
 */
record Parts(Plan plan, List<Part> all) {

    /** Finds them. @param at some time in the past, to look what criteria ask */
    static Parts of(Plan plan, Endpoints endpoints, Instant at) {
        var found = new ArrayList<Part>();
        String exposed = "nobody";
        for (Phase phase : plan.phases()) {
            Situation situation = situation(plan, phase);
            found.add(part(phase, Stage.GATE, exposed, phase.gate().metrics(), phase.gate().sampling(), situation, endpoints, at));
            exposed = exposed(phase);
            if (phase.bake() != null) {
                Bake bake = phase.bake();
                found.add(part(phase, Stage.BAKE, exposed, bake.metrics(), bake.sampling(), situation, endpoints, at));
            }
        }
        found.removeIf(part -> part.isEmpty() && part.leftOut().isEmpty());
        return new Parts(plan, List.copyOf(found));
    }

    private static Part part(
            Phase phase,
            Stage stage,
            String exposed,
            List<Criterion> criteria,
            Sampling sampling,
            Situation situation,
            Endpoints endpoints,
            Instant at) {
        var kept = new ArrayList<Criterion>();
        var leftOut = new ArrayList<Report.LeftOut>();
        for (Criterion criterion : criteria) {
            Askable.refusal(criterion, situation, endpoints, at)
                    .ifPresentOrElse(
                            why -> leftOut.add(new Report.LeftOut(criterion.name(), why)), () -> kept.add(criterion));
        }
        return new Part(phase, stage, exposed, List.copyOf(kept), sampling, List.copyOf(leftOut));
    }

    private static String exposed(Phase phase) {
        return phase.exposure() != null
                ? phase.exposureText() + " %"
                : phase.audience() == null ? phase.name() : phase.audience();
    }

    /** What placeholders mean in a phase. */
    static Situation situation(Plan plan, Phase phase) {
        return Situation.of(Backtest.ASKER, plan, phase);
    }

    /** Whether something can be asked about the past. */
    boolean anything() {
        return all.stream().anyMatch(part -> !part.isEmpty());
    }

    /** All rounds lie on it, when starts do: what is between two points would not be known. */
    Duration grid(Duration step) {
        BigInteger seconds = Stream.concat(Stream.of(step), plan.phases().stream().flatMap(Parts::durations))
                .map(duration -> BigInteger.valueOf(duration.getNano() == 0 ? duration.getSeconds() : 1))
                .reduce(BigInteger.ZERO, BigInteger::gcd);
        return Duration.ofSeconds(Math.max(1, seconds.longValue()));
    }

    private static Stream<Duration> durations(Phase phase) {
        var durations = new ArrayList<Duration>();
        if (!phase.gate().metrics().isEmpty()) {
            durations.add(phase.gate().sampling().interval());
            durations.add(phase.gate().sampling().initialDelay());
        }
        phase.baking().ifPresent(bake -> {
            durations.add(bake.duration());
            if (!bake.metrics().isEmpty()) {
                durations.add(bake.sampling().interval());
                durations.add(bake.sampling().initialDelay());
            }
        });
        return durations.stream();
    }

    /** The plan with one part alone, nobody to ask and nothing to undo. */
    Plan alone(Part part) {
        return plan(part.stage() == Stage.GATE ? Plan.Form.GATE : Plan.Form.PLAN, List.of(part.alone()));
    }

    /** The plan with those criteria that can be asked, nobody to ask and nothing to undo. */
    Plan whole() {
        return plan(Plan.Form.PLAN, plan.phases().stream().map(this::asked).toList());
    }

    private Phase asked(Phase phase) {
        Bake bake = phase.baking()
                .map(whole -> find(phase, Stage.BAKE)
                        .map(Part::bake)
                        .orElse(new Bake(whole.duration(), List.of(), whole.sampling())))
                .orElse(null);
        return Part.with(phase, find(phase, Stage.GATE).map(Part::gate).orElse(Part.OPEN), bake);
    }

    private Optional<Part> find(Phase phase, Stage stage) {
        return all.stream()
                .filter(part -> part.phase().equals(phase) && part.stage() == stage)
                .findFirst();
    }

    private Plan plan(Plan.Form form, List<Phase> phases) {
        return new Plan(
                plan.application(), plan.environment(), plan.version(), plan.previousVersion(), "", form, phases,
                Plan.OnFailure.STOP, Plan.OnAbort.STOP, Plan.IfBusy.WAIT);
    }
}
