package io.jenkins.plugins.rollout.audience;

import io.jenkins.plugins.rollout.model.Audience.Hash;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Where somebody stands between 0 and 100: in at every percentage above, out at every other, so that whoever is in at 5 %
 * is in at 20 %. It is Murmur3 (x86, 32 bits, seed 0) of {@code salt:key} in UTF-8, divided in one of two ways:
 *
 * <ul>
 *   <li>{@link Hash#UNLEASH}: {@code h % 100} and, as decimals, {@code h / 100 % 1000}. Unleash's gradual rollout with
 *       the salt as its groupId lets in whoever has {@code h % 100 + 1 <= percentage}: the same people at whole percents.
 *   <li>{@link Hash#FLAGD}: {@code h * 100000 >> 32}, in thousandths: flagd's {@code fractional} over weights that add
 *       up to 100,000.
 * </ul>
 *
 * @param thousandths of a percent: 0 to 99,999
 */
public record Position(int thousandths) {
    /** Thousandths of a percent in a whole: also the sum of weights that is written for flagd. */
    public static final int WHOLE = 100_000;

    /** Decimals of a percentage that can be told apart. */
    public static final int DECIMALS = 3;

    private static final long HUNDRED = 100;
    private static final int IN_A_PERCENT = 1000;
    private static final int BITS = 32;

    /** The position of a key. */
    public static Position of(Hash hash, String salt, String key) {
        long h = murmur(salt + ":" + key);
        return switch (hash) {
            case UNLEASH -> new Position((int) (h % HUNDRED * IN_A_PERCENT + h / HUNDRED % IN_A_PERCENT));
            case FLAGD -> new Position((int) (h * WHOLE >>> BITS));
        };
    }

    /** Murmur3 x86 32 with seed 0 over UTF-8, without sign. */
    static long murmur(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Integer.toUnsignedLong(MurmurHash3.hash32x86(bytes, 0, bytes.length, 0));
    }

    /** Whether it is below a percentage; of the percentage, decimals after the third are left out. */
    public boolean below(BigDecimal percent) {
        return thousandths < thousandths(percent);
    }

    /** A percentage in thousandths, which is also its weight for flagd. */
    public static int thousandths(BigDecimal percent) {
        return percent.movePointRight(DECIMALS).setScale(0, RoundingMode.FLOOR).intValue();
    }

    /** {@code 3.217} */
    @Override
    public String toString() {
        return BigDecimal.valueOf(thousandths, DECIMALS).toPlainString();
    }
}
