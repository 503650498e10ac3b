package io.jenkins.plugins.rollout.backtest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Harm that is put into the past: what a criterion measures of the candidate becomes so much more or less.
 *
 * @param criterion name of the criterion whose values change
 * @param amount added to each value; of the value itself where it is relative: 0.5 for half as much again
 * @param relative whether the amount is a share of the value
 */
public record Degradation(String criterion, double amount, boolean relative) {
    private static final Pattern WRITTEN =
            Pattern.compile("(.+)=\\s*([+-]\\s*\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)\\s*(%?)\\s*", Pattern.DOTALL);
    private static final double PERCENT = 100;
    private static final MathContext SHOWN = new MathContext(9);

    /**
     * Reads {@code error rate=+50%} or {@code error rate=+0.01}.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static Degradation parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches() || matcher.group(1).isBlank()) {
            throw new IllegalArgumentException("degrade: '" + text
                    + "' is not a criterion and a change; write 'error rate=+50%' or 'error rate=+0.01', with + or -");
        }
        double number = Double.parseDouble(matcher.group(2).replaceAll("\\s", ""));
        boolean relative = !matcher.group(3).isEmpty();
        double amount = relative ? number / PERCENT : number;
        if (amount == 0 || !Double.isFinite(amount)) {
            throw new IllegalArgumentException("degrade: '" + text + "' changes nothing; write how much is added");
        }
        return new Degradation(matcher.group(1).strip(), amount, relative);
    }

    /** The value as it would have been. */
    double apply(double value) {
        return relative ? value * (1 + amount) : value + amount;
    }

    /** As it is written. */
    public String words() {
        double shown = relative ? amount * PERCENT : amount;
        String number = new BigDecimal(shown).round(SHOWN).stripTrailingZeros().toPlainString();
        return criterion + "=" + (shown > 0 ? "+" : "") + number + (relative ? "%" : "");
    }
}
