package io.jenkins.plugins.rollout.metric.kayenta;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.KayentaClassifier;
import io.jenkins.plugins.rollout.analysis.KayentaFinding;
import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaJudge;
import io.jenkins.plugins.rollout.analysis.KayentaJudge.Judged;
import io.jenkins.plugins.rollout.analysis.KayentaJudge.Outcome;
import io.jenkins.plugins.rollout.analysis.Thinned;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.Sample;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.metric.Unusable;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Chart;
import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * All metrics of a config, ready to be asked and judged.
 *
 * @param name of the criterion
 * @param judge what is made of the metrics
 * @param classifier what is made of each of them
 */
record Canary(
        String name, List<CanaryPair> pairs, CanaryTimes times, KayentaJudge judge, KayentaClassifier classifier) {
    private static final String METHOD = "kayenta";

    /** A side that has been silent for so many steps may have died: what it said before lets nothing through. */
    private static final int LONGEST_SILENCE = 10;

    /** Both sides of a metric. @param missing why a side has no series; null when both have one */
    private record Measured(CanaryPair pair, double[] candidate, double[] baseline, @CheckForNull String missing) {}

    CompletableFuture<Reading> read(SampleRequest request) {
        Window window = times.window(request.since(), request.now());
        if (window == null) {
            return CompletableFuture.completedFuture(waiting(request, 0, "no whole step has passed yet"));
        }
        List<CompletableFuture<Measured>> asked =
                pairs.stream().map(pair -> ask(pair, request, window)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(unused -> judged(asked.stream().map(CompletableFuture::join).toList(), request, window));
    }

    private static CompletableFuture<Measured> ask(CanaryPair pair, SampleRequest request, Window window) {
        return ask(pair, pair.candidate(), request, window)
                .thenCombine(ask(pair, pair.baseline(), request, window), (candidate, baseline) -> new Measured(
                        pair,
                        values(candidate, window),
                        values(baseline, window),
                        candidate instanceof Sample.NoData none
                                ? "candidate: " + none.why()
                                : baseline instanceof Sample.NoData none ? "baseline: " + none.why() : null));
    }

    private static CompletableFuture<Sample> ask(
            CanaryPair pair, MetricSource source, SampleRequest request, Window window) {
        CompletableFuture<Sample> asked;
        try {
            asked = request.series(source, window).toCompletableFuture();
        } catch (Unusable | HttpFailure e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.exceptionally(wrapped -> {
            Throwable failure = HttpFailure.unwrap(wrapped);
            throw failure instanceof Unusable || failure instanceof HttpFailure
                    ? new Unusable("'" + pair.metric().name() + "': " + failure.getMessage())
                    : new CompletionException(failure);
        });
    }

    private static double[] values(Sample sample, Window window) {
        Sample.Series nothing = new Sample.Series(List.of(), sample.at());
        return window.values(sample instanceof Sample.Series series ? series : nothing);
    }

    private Reading judged(List<Measured> all, SampleRequest request, Window window) {
        CanaryTimes.Looks looks = times.looks(window);
        CanaryTimes.Range part = looks.early();
        if (part != null) {
            Reading early = look(all, part, request, window);
            if (early.verdict() == Verdict.FAIL) {
                return early;
            }
        }
        CanaryTimes.Range lifetime = looks.whole();
        if (lifetime != null) {
            Reading whole = look(all, lifetime, request, window);
            String silent = whole.verdict() == Verdict.PASS ? silent(all) : null;
            return silent == null
                    ? whole
                    : new Reading(name, Verdict.NO_DATA, whole.value(), silent, request.now(), whole.estimate());
        }
        String missing = String.join("; ", all.stream()
                .filter(measured -> measured.missing() != null)
                .map(measured -> "'" + measured.pair().metric().name() + "': " + measured.missing())
                .toList());
        return waiting(
                request,
                window.points(),
                "measured " + window.points() + " of " + times.points() + " steps"
                        + (missing.isEmpty() ? "" : ", and no data yet: " + missing));
    }

    private Reading look(List<Measured> all, CanaryTimes.Range range, SampleRequest request, Window window) {
        var judged = new ArrayList<Judged>();
        Measured drawn = null;
        for (Measured measured : all) {
            CanaryConfig.Metric metric = measured.pair().metric();
            KayentaFinding found = classifier.classify(
                    range.of(measured.candidate()), range.of(measured.baseline()), metric.judged());
            judged.add(new Judged(metric.name(), metric.groups(), metric.judged(), found));
            drawn = drawn == null && found.label() != Label.PASS ? measured : drawn;
        }
        Outcome outcome = judge.judge(judged);
        drawn = drawn == null ? all.get(0) : drawn;
        Chart chart = Thinned.chart(
                window.from().plus(window.step().multipliedBy(range.from())),
                window.step(),
                range.of(drawn.candidate()),
                range.of(drawn.baseline()));
        return new Reading(
                name, outcome.verdict(), outcome.score(), outcome.why(), request.now(),
                estimate(outcome.score(), outcome.best(), range.length(), 0).with(chart));
    }

    /** Which metric has fallen silent; null when none has. Errors that did not happen are silent, too. */
    @CheckForNull
    private String silent(List<Measured> all) {
        for (Measured measured : all) {
            CanaryConfig.Metric metric = measured.pair().metric();
            boolean mayBe = metric.judged().replaceNaN() || metric.judged().muted() || judge.strict();
            boolean is = silence(measured.candidate()) >= LONGEST_SILENCE || silence(measured.baseline()) >= LONGEST_SILENCE;
            if (is && !mayBe) {
                return "'" + metric.name() + "': nothing was measured of one side in the last " + LONGEST_SILENCE + " steps";
            }
        }
        return null;
    }

    private static int silence(double[] values) {
        int missing = 0;
        while (missing < values.length && Double.isNaN(values[values.length - 1 - missing])) {
            missing++;
        }
        return missing;
    }

    private Reading waiting(SampleRequest request, int points, String why) {
        return new Reading(
                name, Verdict.WAITING, null, why, request.now(),
                estimate(null, null, points, (long) times.points() - points));
    }

    private Estimate estimate(@CheckForNull Double score, @CheckForNull Double best, int points, long wanted) {
        return new Estimate(
                METHOD, score, score, best, judge.pass(), null, null, null, null, points, null, null, wanted, null);
    }
}
