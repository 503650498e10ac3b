package io.jenkins.plugins.rollout.analysis;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** What a comparison found, as a release manager reads it. */
final class Words {
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private Words() {}

    /** Three significant digits: {@code 12.3}, {@code 0.00457}, {@code 123000}. */
    static String three(double number) {
        return Double.isFinite(number)
                ? Numbers.exact(BigDecimal.valueOf(number).round(THREE_DIGITS).doubleValue())
                : Double.toString(number);
    }
}
