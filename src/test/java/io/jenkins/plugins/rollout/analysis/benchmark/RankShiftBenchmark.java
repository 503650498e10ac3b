package io.jenkins.plugins.rollout.analysis.benchmark;

import io.jenkins.plugins.rollout.analysis.RankShift;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Mann–Whitney intervals, by selection and by searching roots, side by side in one run. What it prints is the table of
 * docs/benchmarks.md.
 */
public final class RankShiftBenchmark {
    private static final double Z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.01);
    private static final int ROUNDS = 31;
    private static double kept;

    private RankShiftBenchmark() {}

    public static void main(String[] arguments) {
        System.out.println("| values a side | selection | root search to 1e-9, sorting (passes) | ratio |"
                + " to 1e-9, merging | ratio | to 1e-4, sorting (passes) | ratio |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int size : new int[] {30, 100, 850, 5000}) {
            print(size, samples(size, 1), samples(size, 2));
        }
        if (Double.isNaN(kept)) {
            throw new IllegalStateException("nothing was reckoned");
        }
    }

    private static double[] samples(int size, int seed) {
        var random = new Random(seed);
        return random.doubles(size).map(any -> 10 + 3 * random.nextGaussian()).toArray();
    }

    private static void print(int size, double[] candidate, double[] baseline) {
        Runnable selection = () -> {
            RankShift shift = RankShift.of(candidate, baseline);
            kept += shift.interval(Z, 1).lower() + shift.estimate();
        };
        Runnable sorting = () -> kept += new RootFinding(candidate, baseline, false).interval(Z, 1e-9)[0];
        Runnable merging = () -> kept += new RootFinding(candidate, baseline, true).interval(Z, 1e-9)[0];
        Runnable coarse = () -> kept += new RootFinding(candidate, baseline, false).interval(Z, 1e-4)[0];
        Runnable[] all = {selection, sorting, merging, coarse};
        double[][] times = new double[all.length][ROUNDS];
        int often = Math.max(1, 3000 / size);
        for (int round = -ROUNDS; round < ROUNDS; round++) { // the first half warms up
            for (int which = 0; which < all.length; which++) {
                long start = System.nanoTime();
                for (int again = 0; again < often; again++) {
                    all[which].run();
                }
                times[which][Math.max(0, round)] = (System.nanoTime() - start) / 1e6 / often;
            }
        }
        double[] median = Arrays.stream(times).mapToDouble(RankShiftBenchmark::median).toArray();
        System.out.println(String.format(
                Locale.ROOT,
                "| %,d | %.3f ms | %.2f ms (%d) | **%.0f** | %.2f ms | %.0f | %.2f ms (%d) | %.0f |",
                size, median[0], median[1], passes(candidate, baseline, 1e-9), median[1] / median[0], median[2],
                median[2] / median[0], median[3], passes(candidate, baseline, 1e-4), median[3] / median[0]));
    }

    private static int passes(double[] candidate, double[] baseline, double tolerance) {
        var search = new RootFinding(candidate, baseline, false);
        double[] found = search.interval(Z, tolerance);
        var exact = RankShift.of(candidate, baseline);
        if (Math.abs(found[0] - exact.interval(Z, 1).lower()) > 2 * tolerance
                || Math.abs(found[1] - exact.interval(Z, 1).upper()) > 2 * tolerance) {
            throw new IllegalStateException("the two disagree");
        }
        return search.passes();
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
