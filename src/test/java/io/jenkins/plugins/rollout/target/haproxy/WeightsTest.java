package io.jenkins.plugins.rollout.target.haproxy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.math.BigDecimal;
import org.junit.Test;

public class WeightsTest {
    @Test
    public void everyMultipleOfTheFinestShareIsExact() {
        for (int i = 0; i <= 200; i++) {
            BigDecimal percent = Weights.FINEST.multiply(BigDecimal.valueOf(i));
            Weights weights = within(Weights.of(percent));
            assertThat(percent + " %", weights.percent().compareTo(percent), is(0));
        }
    }

    @Test
    public void theWeightsAreAsLargeAsTheyCanBe() {
        assertThat(Weights.of(new BigDecimal("1")), is(new Weights(2, 198)));
        assertThat(Weights.of(new BigDecimal("5")), is(new Weights(13, 247)));
        assertThat(Weights.of(new BigDecimal("0")), is(new Weights(0, 256)));
        assertThat(Weights.of(new BigDecimal("50")), is(new Weights(256, 256)));
        assertThat(Weights.of(new BigDecimal("100.0")), is(new Weights(256, 0)));
        assertThat(Weights.of(new BigDecimal("0.5")), is(new Weights(1, 199)));
    }

    @Test
    public void otherSharesAreTheNearestThereIs() {
        assertThat(Weights.of(new BigDecimal("0.4")), is(new Weights(1, 249)));
        assertThat(Weights.of(new BigDecimal("33.333333")).percent().doubleValue(), is(closeTo(33.333333, 0.00001)));
        for (int i = 0; i <= 10_000; i++) {
            BigDecimal percent = new BigDecimal(i).movePointLeft(2);
            Weights weights = within(Weights.of(percent));
            assertThat(percent + " %", weights.percent().doubleValue(), is(closeTo(percent.doubleValue(), 0.1951)));
        }
    }

    private static Weights within(Weights weights) {
        for (int weight : new int[] {weights.candidate(), weights.stable()}) {
            assertThat(weight, is(both(greaterThanOrEqualTo(0)).and(lessThanOrEqualTo(Weights.MOST))));
        }
        return weights;
    }

    @Test
    public void theSameShareIsTheSameWhateverTheWeights() {
        assertThat(new Weights(5, 95).sameShare(new Weights(10, 190)), is(true));
        assertThat(new Weights(0, 95).sameShare(new Weights(0, 1)), is(true));
        assertThat(new Weights(0, 0).sameShare(new Weights(0, 1)), is(false));
        assertThat(new Weights(5, 95).sameShare(new Weights(6, 95)), is(false));
    }
}
