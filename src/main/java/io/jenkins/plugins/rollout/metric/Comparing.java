package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.analysis.Finding;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.analysis.Thinned;
import io.jenkins.plugins.rollout.model.Chart;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A judgement of two sides, ready to be asked: everything measured so far is judged anew in each round.
 *
 * @param name of the criterion
 * @param sources of both sides
 * @param judge what is made of the numbers
 * @param step time between two points of the series
 * @param lookBack how much of the time before the sampling began counts, too
 * @param decideWithin how long it may wait for more samples before a human is asked
 */
record Comparing(
        String name,
        Pair sources,
        Judge judge,
        Duration step,
        Duration lookBack,
        Duration decideWithin) {

    /** What is made of the numbers of two sides. Pure. */
    interface Judge {
        Finding judge(Sides sides, Situation situation);

        /** What is drawn of them: a series for each side, the second one may be empty. */
        default double[][] drawn(Sides sides) {
            return new double[][] {
                shares(sides.candidate(), sides.candidateOf()), shares(sides.baseline(), sides.baselineOf())
            };
        }
    }

    /** A side that has been silent for so many steps may have died: what it said before lets nothing through. */
    static final int LONGEST_SILENCE = 10;

    CompletionStage<Reading> read(SampleRequest request) {
        String without = sources.withoutBaseline(request.situation());
        return without == null
                ? sources.ask(request, step, lookBack).thenApply(measured -> reading(measured, request))
                : CompletableFuture.completedFuture(
                        new Reading(name, Verdict.INCONCLUSIVE, null, without, request.now()));
    }

    private Reading reading(Measured measured, SampleRequest request) {
        if (measured instanceof Measured.Both both) {
            return judged(both, request);
        }
        return measured instanceof Measured.Early early
                ? new Reading(name, Verdict.WAITING, null, early.why(), request.now())
                : Reading.noData(name, ((Measured.Missing) measured).why(), request.now());
    }

    private Reading judged(Measured.Both both, SampleRequest request) {
        Finding finding = inTime(heard(judge.judge(both.sides(), request.situation()), both), request);
        Estimate estimate = finding.estimate();
        return new Reading(
                name,
                finding.verdict(),
                estimate == null ? null : estimate.value(),
                finding.why(),
                request.now(),
                estimate == null ? null : estimate.with(chart(both)));
    }

    /** A harm that is certain stays so; anything else wants both sides to be alive. */
    private static Finding heard(Finding finding, Measured.Both both) {
        if (finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.NO_DATA) {
            return finding;
        }
        Sides sides = both.sides();
        int candidate = silence(sides.isCounted() ? sides.candidateOf() : sides.candidate());
        int baseline = silence(sides.isCounted() ? sides.baselineOf() : sides.baseline());
        if (Math.max(candidate, baseline) < LONGEST_SILENCE) {
            return finding;
        }
        int last = sides.candidate().length - 1 - Math.max(candidate, baseline);
        Instant since = both.from().plus(both.step().multipliedBy(last));
        String side = candidate >= baseline ? "candidate" : "baseline";
        return new Finding(Verdict.NO_DATA, "the " + side + ": nothing was measured since " + since, finding.estimate());
    }

    /** How many of the last points are missing. */
    private static int silence(double[] values) {
        int missing = 0;
        while (missing < values.length && !Double.isFinite(values[values.length - 1 - missing])) {
            missing++;
        }
        return missing;
    }

    private Finding inTime(Finding finding, SampleRequest request) {
        boolean over = !request.now().isBefore(request.since().plus(decideWithin));
        return finding.verdict() == Verdict.WAITING && over
                ? new Finding(
                        Verdict.INCONCLUSIVE,
                        "undecided after " + Durations.text(decideWithin) + ": " + finding.why(),
                        finding.estimate())
                : finding;
    }

    private Chart chart(Measured.Both both) {
        double[][] drawn = judge.drawn(both.sides());
        return Thinned.chart(both.from(), both.step(), drawn[0], drawn[1]);
    }

    /** Counts are drawn as shares. */
    private static double[] shares(double[] events, double[] cases) {
        if (cases == null) {
            return events;
        }
        var shares = new double[events.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = cases[i] > 0 ? events[i] / cases[i] : Double.NaN;
        }
        return shares;
    }
}
