package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;

/** Repeats a comparison on made-up series, looking often at each, and counts what it said. */
final class Trial {
    private final Comparison comparison;
    private final Question question;
    private final int runs;
    private final long seed;

    Trial(Comparison comparison, Question question, int runs, long seed) {
        this.comparison = comparison;
        this.question = question;
        this.runs = runs;
        this.seed = seed;
    }

    static Question worseHigher(String tolerance) {
        return new Question(Worse.HIGHER, Tolerance.parse(tolerance), 0.98, 10);
    }

    /** Two series of that process, the candidate's shifted, both in that unit. */
    static Function<Random, Sides> pair(Noise process, int length, double shift, double unit) {
        return random -> {
            double[] candidate = process.series(length, random);
            double[] baseline = process.series(length, random);
            return Sides.of(
                    Noise.times(unit, Noise.plus(shift, candidate)), Noise.times(unit, baseline));
        };
    }

    /** The share of the runs in which any look, one every so many samples, says that. */
    double share(Verdict said, Function<Random, Sides> sides, int every) {
        return Arrays.stream(first(said, sides, every)).filter(at -> at < Integer.MAX_VALUE).count() / (double) runs;
    }

    /** For each run, ascending, how many samples the first look had that said it; the greatest integer when none did. */
    int[] first(Verdict said, Function<Random, Sides> sides, int every) {
        var first = new int[runs];
        var random = new Random(seed); // one for all: neighbouring seeds begin alike
        for (int run = 0; run < runs; run++) {
            first[run] = first(said, sides.apply(random), every);
        }
        Arrays.sort(first);
        return first;
    }

    private int first(Verdict said, Sides sides, int every) {
        for (int length = every; length <= sides.candidate().length; length += every) {
            if (comparison.judge(head(sides, length), question).verdict() == said) {
                return length;
            }
        }
        return Integer.MAX_VALUE;
    }

    static Sides head(Sides sides, int length) {
        return new Sides(
                Arrays.copyOf(sides.candidate(), length), Arrays.copyOf(sides.baseline(), length),
                sides.isCounted() ? Arrays.copyOf(sides.candidateOf(), length) : null,
                sides.isCounted() ? Arrays.copyOf(sides.baselineOf(), length) : null);
    }
}
