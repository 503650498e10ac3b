package io.jenkins.plugins.rollout.target.haproxy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The weights of two servers, of which HAProxy makes their shares. A weight is a whole number from 0 to 256, so not
 * every share can be had: every multiple of {@link #FINEST} percent can, and so can others, 0.4 for one. For the rest
 * the nearest pair is taken, which is never further away than 0.2 percent.
 *
 * @param candidate of the server with the new version
 * @param stable of the server with the old one
 */
record Weights(int candidate, int stable) {
    static final int MOST = 256;

    /** The smallest step, in percent, of which every multiple is exact: of 200 in all, each weight is 0 to 200. */
    static final BigDecimal FINEST = new BigDecimal("0.5");

    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /**
     * The pair for a share: exact where there is one, else the nearest; and the largest of them, because algorithms with
     * a hash ring ({@code random} too) give a server as many places on it as it has weight, and come the closer the
     * more there are.
     */
    static Weights of(BigDecimal percent) {
        if (percent.signum() < 0 || percent.compareTo(ALL) > 0) {
            throw new IllegalArgumentException(percent.toPlainString() + " is not between 0 and 100 percent");
        }
        Weights best = null;
        BigDecimal least = null;
        for (int total = 2 * MOST; total > 0; total--) {
            int part = percent.multiply(BigDecimal.valueOf(total))
                    .divide(ALL, 0, RoundingMode.HALF_EVEN)
                    .intValueExact();
            if (part > MOST || total - part > MOST) {
                continue;
            }
            var pair = new Weights(part, total - part);
            BigDecimal away = pair.percent().subtract(percent).abs();
            if (least == null || away.compareTo(least) < 0) {
                best = pair;
                least = away;
            }
        }
        return best;
    }

    /** The share of the candidate, in percent; 0 when nobody gets anything. */
    BigDecimal percent() {
        int total = candidate + stable;
        return total == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(candidate).multiply(ALL).divide(BigDecimal.valueOf(total), MathContext.DECIMAL64);
    }

    /** Whether both give the candidate the same share of something. */
    boolean sameShare(Weights other) {
        boolean something = candidate + stable > 0 && other.candidate + other.stable > 0;
        return something
                && BigInteger.valueOf(candidate).multiply(BigInteger.valueOf(other.stable))
                        .equals(BigInteger.valueOf(other.candidate).multiply(BigInteger.valueOf(stable)));
    }

    /** The share for people: at most three decimals. */
    String text() {
        return percent().setScale(3, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " %";
    }
}
