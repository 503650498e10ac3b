package io.jenkins.plugins.rollout.analysis;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Estimate and interval beside R's own {@code wilcox.test(conf.int = TRUE, exact = FALSE)}, on a thousand pairs of
 * samples. Needs R (Debian's r-base-core), and is not for CI.
 *
 * <p>R walks towards the crossing until it is within {@code tol.root}, here far below what is compared. Where the
 * statistic is exactly 0 between two differences, every shift between them solves R's equation, and R gives the one it
 * comes to first: then it must lie between the two whose mean we take.
 */
public class WilcoxonInRTest {
    private static final int PAIRS = 1000;
    private static final double[] CONFIDENCES = {0.8, 0.95, 0.98, 0.999};
    private static final String SCRIPT =
            """
            lines <- readLines(commandArgs(TRUE)[1])
            for (line in lines) {
              parts <- strsplit(line, ";", fixed = TRUE)[[1]]
              x <- as.numeric(strsplit(parts[1], " ")[[1]])
              y <- as.numeric(strsplit(parts[2], " ")[[1]])
              scale <- max(abs(c(x, y)))
              found <- tryCatch({
                test <- suppressWarnings(wilcox.test(x, y, conf.int = TRUE, exact = FALSE, correct = TRUE,
                  conf.level = as.numeric(parts[3]), tol.root = scale * 1e-14))
                c(test$estimate, test$conf.int)
              }, error = function(e) c(NA, NA, NA))
              cat(sprintf("%.17g %.17g %.17g\\n", found[1], found[2], found[3]))
            }
            """;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private record Pair(double[] candidate, double[] baseline, double confidence) {}

    @Test
    public void aThousandPairsHaveTheIntervalsOfR() throws Exception {
        assumeFalse("R is not for CI", "true".equals(System.getenv("CI")));
        assumeTrue("Rscript is not here; install r-base-core to compare with R", hasR());
        List<Pair> pairs = pairs();
        List<String> answers = ask(pairs);
        assertEquals(PAIRS, answers.size());
        int toNineDigits = 0;
        for (int at = 0; at < PAIRS; at++) {
            toNineDigits += check("pair " + at, pairs.get(at), answers.get(at).split(" ")) ? 1 : 0;
        }
        assertTrue(toNineDigits + " of " + PAIRS, toNineDigits > PAIRS * 0.9);
    }

    /** @return whether all three agree to nine digits; where they are small beside the values, R itself has fewer */
    private static boolean check(String which, Pair pair, String[] answer) {
        RankShift shift = RankShift.of(pair.candidate, pair.baseline);
        if (answer[0].equals("NA")) {
            assertEquals(which + ": R has no answer for constants alone", 1, distinct(pair.candidate));
            assertEquals(which + ": R has no answer for constants alone", 1, distinct(pair.baseline));
            return true;
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - pair.confidence) / 2);
        var interval = shift.interval(z, 1);
        double[] middle = middle(pair);
        double estimate = Double.parseDouble(answer[0]);
        double nearest = middle[0] == middle[1] ? shift.estimate() : Math.min(Math.max(estimate, middle[0]), middle[1]);
        double magnitude = Math.max(greatest(pair.candidate), greatest(pair.baseline));
        boolean digits = true;
        for (double[] both : new double[][] {
            {Double.parseDouble(answer[1]), interval.lower()},
            {Double.parseDouble(answer[2]), interval.upper()},
            {estimate, nearest}
        }) {
            double near = 1e-9 * Math.abs(both[1]);
            assertEquals(which, both[0], both[1], Math.max(near, 1e-13 * magnitude));
            digits &= both[1] == 0 || Math.abs(both[0] - both[1]) <= near;
        }
        assertEquals(which, middle[0] / 2 + middle[1] / 2, shift.estimate(), 1e-15 * magnitude);
        return digits;
    }

    private static double[] middle(Pair pair) {
        double[] candidate = pair.candidate.clone();
        double[] baseline = pair.baseline.clone();
        Arrays.sort(candidate);
        Arrays.sort(baseline);
        var differences = new SortedDifferences(candidate, baseline);
        return new double[] {
            differences.at((differences.count() - 1) / 2), differences.at(differences.count() / 2)
        };
    }

    private static long distinct(double[] values) {
        return Arrays.stream(values).distinct().count();
    }

    private static double greatest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static List<Pair> pairs() {
        var random = new Random(20_261_122);
        var pairs = new ArrayList<Pair>();
        for (int at = 0; at < PAIRS; at++) {
            pairs.add(new Pair(
                    sample(random, at % 6, at % 3 * 0.5), sample(random, at % 6, 0), CONFIDENCES[at % 4]));
        }
        return pairs;
    }

    /** Three to 500 values: smooth, in steps, few integers, mostly zero, with heavy tails, or tiny. */
    private static double[] sample(Random random, int kind, double shift) {
        int size = (int) Math.round(3 * Math.pow(500 / 3.0, random.nextDouble()));
        return random.doubles(size)
                .map(any -> switch (kind) {
                    case 0 -> 10 + shift + random.nextGaussian();
                    case 1 -> Math.round(16 * (10 + shift + random.nextGaussian())) / 16.0;
                    case 2 -> random.nextInt(6) + Math.round(2 * shift);
                    case 3 -> any < 0.6 ? 0 : shift + Math.round(64 * random.nextDouble()) / 64.0;
                    case 4 -> shift + random.nextGaussian() / random.nextGaussian();
                    default -> 1e-7 * (5 + shift + random.nextGaussian());
                })
                .toArray();
    }

    private static List<String> ask(List<Pair> pairs) throws IOException, InterruptedException {
        Path script = FOLDER.newFile("compare.R").toPath();
        Path samples = FOLDER.newFile("samples.txt").toPath();
        Path answers = FOLDER.newFile("answers.txt").toPath();
        Files.writeString(script, SCRIPT);
        Files.write(samples, pairs.stream().map(WilcoxonInRTest::line).toList());
        var process = new ProcessBuilder("Rscript", "--vanilla", script.toString(), samples.toString())
                .redirectOutput(answers.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertTrue("R takes too long", process.waitFor(15, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue());
        return Files.readAllLines(answers);
    }

    private static String line(Pair pair) {
        return exact(pair.candidate) + ";" + exact(pair.baseline) + ";" + pair.confidence;
    }

    /** R reads decimal numbers to the last digit but one, and these to the last. */
    private static String exact(double[] values) {
        return String.join(
                " ", Arrays.stream(values).mapToObj(Double::toHexString).toList());
    }

    private static boolean hasR() throws InterruptedException {
        try {
            var process = new ProcessBuilder("Rscript", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
