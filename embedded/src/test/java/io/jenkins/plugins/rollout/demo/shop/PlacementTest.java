package io.jenkins.plugins.rollout.demo.shop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

public class PlacementTest {
    private static final int USERS = 100_000;

    private static Split everyone(String percent) {
        return new Split(new BigDecimal(percent), Map.of());
    }

    @Test
    public void aSplitTakesItsPercentWithinBinomialBounds() {
        for (String percent : new String[] {"0.1", "1", "2.5", "5", "12.25", "50", "99.9"}) {
            double p = Double.parseDouble(percent) / 100;
            long in = IntStream.range(0, USERS)
                    .filter(i -> everyone(percent).includes(Placement.of("shop", "user-" + i), Set.of()))
                    .count();
            assertThat(percent, (double) in, closeTo(USERS * p, 4 * Math.sqrt(USERS * p * (1 - p))));
        }
    }

    @Test
    public void whoIsInStaysInWhenTheSplitGrows() {
        IntStream.range(0, 10_000).forEach(i -> {
            double placement = Placement.of("shop", "user-" + i);
            if (everyone("5").includes(placement, Set.of())) {
                assertThat(everyone("20").includes(placement, Set.of()), is(true));
            }
        });
    }

    @Test
    public void nobodyIsBeyondTheEnds() {
        IntStream.range(0, 10_000).forEach(i -> {
            double placement = Placement.of("shop", "user-" + i);
            assertThat(placement, allOf(greaterThanOrEqualTo(0.0), lessThan(100.0)));
            assertThat(Split.NOBODY.includes(placement, Set.of("employees")), is(false));
            assertThat(everyone("100").includes(placement, Set.of()), is(true));
        });
    }

    @Test
    public void thePlaceIsTheDocumentedHashAndDiffersByApplication() {
        // printf 'shop/alice' | sha256sum begins with the 16 digits below
        double share = new BigInteger("92984e43dda4a845", 16).doubleValue() / 0x1p64;
        assertThat(Placement.of("shop", "alice"), closeTo(share * 100, 1e-9));
        long inBoth = IntStream.range(0, USERS)
                .filter(i -> Placement.of("shop", "user-" + i) < 10 && Placement.of("till", "user-" + i) < 10)
                .count();
        assertThat((double) inBoth, closeTo(USERS * 0.01, 4 * Math.sqrt(USERS * 0.01 * 0.99)));
    }
}
