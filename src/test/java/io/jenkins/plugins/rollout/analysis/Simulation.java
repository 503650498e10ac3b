package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What the comparisons say of series whose truth is known, as the tables of docs/benchmarks.md. The same seed gives the
 * same numbers. Arguments: runs for each number (1000), seed (1). The methods that sort all samples at every look get a
 * fifth of the runs.
 */
public final class Simulation {
    private static final double[] UNITS = {1e-9, 1, 1e9};

    private final Map<String, Comparison> methods = new LinkedHashMap<>();
    private final int runs;
    private final long seed;

    private Simulation(int runs, long seed) {
        this.runs = runs;
        this.seed = seed;
        methods.put("sequential", new SequentialComparison());
        methods.put("mannWhitney", new MannWhitneyComparison());
        methods.put("kayenta", new KayentaComparison());
    }

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        var simulation = new Simulation(
                arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000,
                arguments.length > 1 ? Long.parseLong(arguments[1]) : 1);
        simulation.falseAlarms();
        simulation.power();
        simulation.priceOfLooking();
        simulation.harmless();
        simulation.events();
        simulation.split();
        simulation.limits();
        simulation.updates();
    }

    private void falseAlarms() {
        title("False alarms: any FAIL in 100 looks, one after every sample, without a difference; tolerance 0");
        var head = new ArrayList<>(List.of("series"));
        methods.keySet().forEach(method -> List.of("1e-9", "1", "1e9").forEach(unit -> head.add(method + " × " + unit)));
        row(head);
        line(head.size());
        for (Noise noise : Noise.values()) {
            var row = new ArrayList<>(List.of(noise.words()));
            for (Comparison method : methods.values()) {
                for (double unit : UNITS) {
                    row.add(percent(trial(method, "0", runs).share(Verdict.FAIL, Trial.pair(noise, 100, 0, unit), 1)));
                }
            }
            row(row);
        }
        title("The same with 10 samples between two looks, and with worse: 'different'; sequential");
        row(List.of("series", "100 looks at 1,000 samples", "worse: 'different', 100 looks at 100 samples"));
        line(3);
        Comparison sequential = methods.get("sequential");
        var different = new Question(Worse.DIFFERENT, Tolerance.NONE, 0.98, 10);
        for (Noise noise : Noise.values()) {
            row(List.of(
                    noise.words(),
                    percent(trial(sequential, "0", runs / 2).share(Verdict.FAIL, Trial.pair(noise, 1000, 0, 1), 10)),
                    percent(new Trial(sequential, different, runs, seed)
                            .share(Verdict.FAIL, Trial.pair(noise, 100, 0, 1), 1))));
        }
    }

    private void power() {
        title("Power: FAIL within 30 samples a side of N(15, 3) against N(10, 3), a look after every sample");
        var head = new ArrayList<>(List.of("tolerance"));
        head.addAll(methods.keySet());
        row(head);
        line(head.size());
        for (String tolerance : List.of("0", "10%", "20%")) {
            var row = new ArrayList<>(List.of(tolerance));
            for (Comparison method : methods.values()) {
                row.add(percent(
                        trial(method, tolerance, 5 * runs).share(Verdict.FAIL, Trial.pair(Noise.IID, 30, 5, 1), 1)));
            }
            row(row);
        }
    }

    private void priceOfLooking() {
        title("The price of looking early: samples a side until FAIL, tolerance 0, a look after every 5 samples");
        var head = new ArrayList<>(List.of("series", "shift", "best fixed-sample test, 90 % power"));
        methods.keySet().forEach(method -> head.addAll(List.of(method + ": half", method + ": 90 %")));
        row(head);
        line(head.size());
        for (Noise noise : List.of(Noise.IID, Noise.AR50)) {
            for (double shift : new double[] {1, 2, 5}) {
                double likeness = noise == Noise.AR50 ? 0.5 : 0;
                var row = new ArrayList<>(List.of(
                        noise.words(), "+" + Math.round(shift * 10) + " %", "" + fixed(shift, likeness)));
                for (Comparison method : methods.values()) {
                    int longest = (int) (4000 / shift);
                    row.addAll(quantiles(trial(method, "0", Math.max(40, runs / 5))
                            .first(Verdict.FAIL, Trial.pair(noise, longest, shift, 1), 5)));
                }
                row(row);
            }
        }
    }

    /** Samples a side of the one-sided z-test that knows σ 3 and the autocorrelation, at 2 % and 90 %. */
    private static long fixed(double shift, double likeness) {
        var normal = NormalDistribution.of(0, 1);
        double quantiles = normal.inverseCumulativeProbability(0.98) + normal.inverseCumulativeProbability(0.9);
        return (long) Math.ceil(
                quantiles * quantiles * 2 * 9 / (shift * shift) * (1 + likeness) / (1 - likeness));
    }

    private void harmless() {
        title("Samples a side until PASS without a difference: N(10, 3) on both sides, a look after every 5 samples");
        var head = new ArrayList<>(List.of("tolerance"));
        methods.keySet().forEach(method -> head.addAll(List.of(method + ": half", method + ": 90 %")));
        row(head);
        line(head.size());
        for (String tolerance : List.of("10%", "20%", "50%")) {
            var row = new ArrayList<>(List.of(tolerance));
            for (Comparison method : methods.values()) {
                row.addAll(quantiles(trial(method, tolerance, Math.max(40, runs / 5))
                        .first(Verdict.PASS, Trial.pair(Noise.IID, 3000, 0, 1), 5)));
            }
            row(row);
        }
    }

    private void events() {
        title("Errors of 500 requests a side and step, sequential, 50 looks at 100 steps");
        row(List.of("errors", "false alarms, tolerance 0", "steps until FAIL when twice as many: half", "90 %"));
        line(4);
        Comparison sequential = methods.get("sequential");
        for (double share : new double[] {0.0002, 0.002, 0.02, 0.2}) {
            eventsRow(sequential, share, 1);
        }
        eventsRow(sequential, 0.002, 20);
    }

    private void eventsRow(Comparison sequential, double share, int crowd) {
        var row = new ArrayList<>(List.of(
                percent(share) + (crowd > 1 ? ", " + crowd + " at a time" : ""),
                percent(trial(sequential, "0", runs / 4)
                        .share(Verdict.FAIL, requests(100, share, share, 500, crowd), 2))));
        row.addAll(quantiles(trial(sequential, "0", Math.max(40, runs / 5))
                .first(Verdict.FAIL, requests(1000, 2 * share, share, 500, crowd), 2)));
        row(row);
    }

    private void split() {
        title("sampleRatio: a fair split of 5 % accused in any of 100 looks, 1,000 requests a look, confidence 0.999");
        row(List.of("requests of a user", "step by step", "totals alone"));
        line(3);
        for (int crowd : new int[] {1, 10, 100}) {
            int steps = 0;
            int totals = 0;
            var random = new Random(seed);
            for (int run = 0; run < runs; run++) {
                double[][] counts = counts(random, crowd);
                steps += accused(counts, false) ? 1 : 0;
                totals += accused(counts, true) ? 1 : 0;
            }
            row(List.of("" + crowd, percent((double) steps / runs), percent((double) totals / runs)));
        }
    }

    private void limits() {
        title("Where it fails: more false alarms than were allowed (2 %), sequential, 100 looks");
        row(List.of("series", "worse: 'higher'", "worse: 'lower'"));
        line(3);
        var limits = new LinkedHashMap<String, Function<Random, Sides>>();
        limits.put("both sides are 0 or 1 for 10 and 30 samples in a row, on average",
                random -> Sides.of(states(random), states(random)));
        limits.put("candidate lognormal, σ 1.5; baseline normal with the same mean", random -> Sides.of(
                Noise.LOGNORMAL.series(100, random),
                Noise.plus(Math.exp(1.125) - 10, Noise.IID.series(100, random))));
        limits.put("both sides random walks", random -> Sides.of(walk(random), walk(random)));
        limits.forEach((words, sides) -> {
            var row = new ArrayList<>(List.of(words));
            for (Worse worse : List.of(Worse.HIGHER, Worse.LOWER)) {
                var question = new Question(worse, Tolerance.NONE, 0.98, 10);
                row.add(percent(new Trial(methods.get("sequential"), question, runs, seed).share(Verdict.FAIL, sides, 1)));
            }
            row(row);
        });
    }

    private void updates() {
        title("One sample more, sequential: the quickest of 15 times");
        row(List.of("samples so far", "nanoseconds", "against 1,000 samples", "judging all of them again, ms"));
        line(4);
        double thousand = 0;
        nanosecondsOfOneMore(Trial.pair(Noise.AR80, 1_000_000, 0, 1).apply(new Random(seed))); // compiled from here on
        for (int length : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
            Sides sides = Trial.pair(Noise.AR80, length, 0, 1).apply(new Random(seed));
            var adding = new double[15];
            var judging = new double[15];
            for (int time = 0; time < 15; time++) {
                adding[time] = nanosecondsOfOneMore(sides);
                long start = System.nanoTime();
                new SequentialComparison().judge(sides, Trial.worseHigher("10%"));
                judging[time] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(adding);
            Arrays.sort(judging);
            thousand = thousand == 0 ? adding[0] : thousand;
            row(List.of(
                    "" + length, "" + Math.round(adding[0]), Words.three(adding[0] / thousand), Words.three(judging[0])));
        }
    }

    /** Of the adding of 100,000 more after all of them. */
    private static double nanosecondsOfOneMore(Sides sides) {
        var sequence = new ConfidenceSequence(1);
        for (int i = 0; i < sides.candidate().length; i++) {
            sequence.add(sides.candidate()[i], sides.baseline()[i]);
        }
        long start = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            int at = i % sides.candidate().length;
            sequence.add(sides.candidate()[at], sides.baseline()[at]);
        }
        return (System.nanoTime() - start) / 1e5;
    }

    private Trial trial(Comparison method, String tolerance, int times) {
        int affordable = method instanceof SequentialComparison ? times : Math.max(40, times / 5);
        return new Trial(method, Trial.worseHigher(tolerance), affordable, seed);
    }

    private static double[] states(Random random) {
        var values = new double[100];
        boolean on = random.nextDouble() < 0.25;
        for (int i = 0; i < values.length; i++) {
            on = on ? random.nextDouble() >= 0.1 : random.nextDouble() < 1.0 / 30;
            values[i] = on ? 1 : 0;
        }
        return values;
    }

    private static double[] walk(Random random) {
        var values = new double[100];
        for (int i = 1; i < values.length; i++) {
            values[i] = values[i - 1] + random.nextGaussian();
        }
        return values;
    }

    /** Errors of requests in steps; errors come so many at a time. */
    static Function<Random, Sides> requests(int steps, double candidate, double baseline, int requests, int crowd) {
        return random -> {
            var sides = new double[4][steps];
            for (int step = 0; step < steps; step++) {
                sides[2][step] = requests;
                sides[3][step] = requests;
                sides[0][step] = crowd * binomial(requests / crowd, candidate, random);
                sides[1][step] = crowd * binomial(requests / crowd, baseline, random);
            }
            return new Sides(sides[0], sides[1], sides[2], sides[3]);
        };
    }

    /** Counted by the gaps between events, so that rare ones cost little. */
    static double binomial(double of, double share, Random random) {
        if (share <= 0) {
            return 0;
        }
        int events = 0;
        double logarithm = Math.log1p(-share);
        for (double at = gap(logarithm, random); at < of; at += 1 + gap(logarithm, random)) {
            events++;
        }
        return events;
    }

    private static double gap(double logarithm, Random random) {
        return Math.floor(Math.log(1 - random.nextDouble()) / logarithm);
    }

    private static double[][] counts(Random random, int crowd) {
        var counts = new double[2][100];
        for (int step = 0; step < 100; step++) {
            double users = binomial(1000.0 / crowd, 0.05, random);
            counts[0][step] = crowd * users;
            counts[1][step] = 1000 - crowd * users;
        }
        return counts;
    }

    private static boolean accused(double[][] counts, boolean totals) {
        var ratio = new SampleRatio(0.05, 0.999, 0.001, 1);
        var sums = new double[2];
        for (int look = 1; look <= 100; look++) {
            sums[0] += counts[0][look - 1];
            sums[1] += counts[1][look - 1];
            Finding found = totals
                    ? ratio.judge(sums[0], sums[1])
                    : ratio.judge(
                            Arrays.copyOf(counts[0], look), Arrays.copyOf(counts[1], look));
            if (found.verdict() == Verdict.INCONCLUSIVE) {
                return true;
            }
        }
        return false;
    }

    private static List<String> quantiles(int[] ascending) {
        return List.of(words(ascending[ascending.length / 2]), words(ascending[ascending.length * 9 / 10]));
    }

    private static String words(int samples) {
        return samples == Integer.MAX_VALUE ? "never" : Integer.toString(samples);
    }

    private static String percent(double share) {
        return Numbers.exact(Math.round(share * 1e4) / 1e2) + " %";
    }

    private static void title(String words) {
        print("\n" + words + "\n");
    }

    private static void row(List<String> cells) {
        print("| " + String.join(" | ", cells) + " |");
    }

    private static void line(int cells) {
        print("|---".repeat(cells) + "|");
    }

    private static void print(String words) {
        System.out.println(words);
    }
}
