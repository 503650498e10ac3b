package io.jenkins.plugins.rollout.audience;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.rollout.model.Audience.Hash;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.Test;

/**
 * A million keys. The numbers of docs/audiences.md come from here: {@code mvn -f embedded test -Dtest=AssignmentTest}
 * prints them.
 */
public class AssignmentTest {
    private static final int KEYS = 1_000_000;
    private static final double SIGMAS = 4;
    private static final List<String> SHARES = List.of("0.001", "0.05", "0.5", "1", "3.217", "5", "20", "50", "99.9");

    private static int[] positions(Hash hash, String salt) {
        return IntStream.range(0, KEYS)
                .map(i -> Position.of(hash, salt, "user-" + i).thousandths())
                .toArray();
    }

    private static long count(IntPredicate in) {
        return IntStream.range(0, KEYS).filter(in).count();
    }

    /** How many standard deviations of the binomial distribution a count is away from what is expected. */
    private static double sigmas(long count, double share) {
        return (count - KEYS * share) / Math.sqrt(KEYS * share * (1 - share));
    }

    @Test
    public void everyShareHasAsManyAsItSays() {
        System.out.printf("%-8s %8s %10s %10s %7s%n", "hash", "percent", "expected", "found", "sigma");
        for (Hash hash : Hash.values()) {
            int[] positions = positions(hash, "checkout");
            for (String share : SHARES) {
                int border = Position.thousandths(new BigDecimal(share));
                long found = count(i -> positions[i] < border);
                double expected = Double.parseDouble(share) / 100;
                double away = sigmas(found, expected);
                System.out.printf(
                        Locale.ROOT,
                        "%-8s %8s %10.0f %10d %7.2f%n",
                        hash.name().toLowerCase(Locale.ROOT),
                        share,
                        KEYS * expected,
                        found,
                        away);
                assertThat(hash + " " + share, Math.abs(away), is(lessThanOrEqualTo(SIGMAS)));
            }
        }
    }

    @Test
    public void everyPercentHasItsHundredth() {
        for (Hash hash : Hash.values()) {
            int[] found = new int[100];
            for (int position : positions(hash, "checkout")) {
                found[position / 1000]++;
            }
            for (int percent = 0; percent < found.length; percent++) {
                assertThat(hash + " " + percent, Math.abs(sigmas(found[percent], 0.01)), is(lessThanOrEqualTo(SIGMAS)));
            }
        }
    }

    @Test
    public void whoeverIsInStaysIn() {
        for (Hash hash : Hash.values()) {
            var shares = SHARES.stream().map(BigDecimal::new).toList();
            for (int i = 0; i < KEYS; i++) {
                Position position = Position.of(hash, "checkout", "user-" + i);
                boolean before = false;
                for (BigDecimal share : shares) {
                    boolean in = position.below(share);
                    assertThat("user-" + i + " at " + share, before && !in, is(false));
                    before = in;
                }
            }
        }
    }

    @Test
    public void saltsAreIndependent() {
        System.out.printf("%-8s %-22s %10s %10s %7s%n", "hash", "in both", "expected", "found", "sigma");
        for (Hash hash : Hash.values()) {
            int[] first = positions(hash, "checkout");
            for (String other : List.of("search", "checkout2", "beta", "Checkout")) {
                int[] second = positions(hash, other);
                for (int[] shares : new int[][] {{1_000, 1_000}, {5_000, 20_000}, {50_000, 50_000}}) {
                    double expected = shares[0] / 100_000.0 * shares[1] / 100_000.0;
                    long found = count(i -> first[i] < shares[0] && second[i] < shares[1]);
                    double away = sigmas(found, expected);
                    System.out.printf(
                            Locale.ROOT,
                            "%-8s %-22s %10.0f %10d %7.2f%n",
                            hash.name().toLowerCase(Locale.ROOT),
                            shares[0] / 1000 + " % and " + other + " " + shares[1] / 1000 + " %",
                            KEYS * expected,
                            found,
                            away);
                    assertThat(hash + " " + other, Math.abs(away), is(lessThanOrEqualTo(SIGMAS)));
                }
            }
        }
    }
}
