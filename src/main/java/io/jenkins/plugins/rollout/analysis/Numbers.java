package io.jenkins.plugins.rollout.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as people read them. */
public final class Numbers {
    private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** All digits, without trailing zeros: {@code 0.01}, {@code 250}, {@code 1.5E-9}. */
    public static String exact(double number) {
        return Double.isFinite(number) ? text(BigDecimal.valueOf(number)) : Double.toString(number);
    }

    /** Six significant digits: {@code 0.333333}. */
    public static String rounded(double number) {
        return Double.isFinite(number) ? text(BigDecimal.valueOf(number).round(SIX_DIGITS)) : Double.toString(number);
    }

    /** Six significant digits, or all of them where six would look like one of the others though it is not. */
    static String beside(double number, double... others) {
        for (double other : others) {
            if (number != other && rounded(number).equals(rounded(other))) {
                return exact(number);
            }
        }
        return rounded(number);
    }

    private static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal plain = number.stripTrailingZeros();
        int magnitude = plain.precision() - plain.scale();
        return magnitude > -6 && magnitude <= 15 ? plain.toPlainString() : plain.toString();
    }
}
