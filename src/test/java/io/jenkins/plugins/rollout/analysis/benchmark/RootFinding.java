package io.jenkins.plugins.rollout.analysis.benchmark;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The interval of a shift as it is found elsewhere: by Brent's search for roots, which ranks all values at each step. */
final class RootFinding {
    private final double[] candidate;
    private final double[] baseline;
    private final boolean merging;
    private int passes;

    /**
     * @param merging to rank both sides, sorted once, by merging them; otherwise by sorting them together, as R and
     *     Kayenta do
     */
    RootFinding(double[] candidate, double[] baseline, boolean merging) {
        this.candidate = candidate.clone();
        this.baseline = baseline.clone();
        this.merging = merging;
        if (merging) {
            Arrays.sort(this.candidate);
            Arrays.sort(this.baseline);
        }
    }

    /** Lower end, upper end and estimate, each to that tolerance. */
    double[] interval(double z, double tolerance) {
        double least = Arrays.stream(candidate).min().orElseThrow() - Arrays.stream(baseline).max().orElseThrow();
        double most = Arrays.stream(candidate).max().orElseThrow() - Arrays.stream(baseline).min().orElseThrow();
        return new double[] {
            brent(shift -> statistic(shift, 0.5) - z, least, most, tolerance),
            brent(shift -> statistic(shift, 0.5) + z, least, most, tolerance),
            brent(shift -> statistic(shift, 0), least, most, tolerance)
        };
    }

    /** How often all values were ranked. */
    int passes() {
        return passes;
    }

    private double statistic(double shift, double correction) {
        passes++;
        double m = candidate.length;
        double n = baseline.length;
        double[] shifted = new double[candidate.length];
        for (int at = 0; at < shifted.length; at++) {
            shifted[at] = candidate[at] - shift;
        }
        double[] all = merging ? merged(shifted) : sorted(shifted);
        double sum = 0;
        double ties = 0;
        int mine = 0;
        for (int from = 0, to; from < all.length; from = to) {
            to = from + 1;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            double tied = to - from;
            ties += tied * tied * tied - tied;
            for (; mine < shifted.length && shifted[mine] == all[from]; mine++) {
                sum += (from + 1 + to) / 2.0;
            }
        }
        double off = sum - m * (m + 1) / 2 - m * n / 2;
        double variance = m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
        return (off - Math.signum(off) * correction) / Math.sqrt(variance);
    }

    private double[] sorted(double[] shifted) {
        Arrays.sort(shifted);
        double[] all = Arrays.copyOf(shifted, shifted.length + baseline.length);
        System.arraycopy(baseline, 0, all, shifted.length, baseline.length);
        Arrays.sort(all);
        return all;
    }

    private double[] merged(double[] shifted) {
        double[] all = new double[shifted.length + baseline.length];
        int one = 0;
        int other = 0;
        for (int at = 0; at < all.length; at++) {
            boolean first = other == baseline.length || one < shifted.length && shifted[one] <= baseline[other];
            all[at] = first ? shifted[one++] : baseline[other++];
        }
        return all;
    }

    private static double brent(DoubleUnaryOperator function, double from, double to, double tolerance) {
        double before = from;
        double valueBefore = function.applyAsDouble(before);
        double best = to;
        double value = function.applyAsDouble(best);
        double other = before;
        double valueOther = valueBefore;
        while (true) {
            double previous = best - before;
            if (Math.abs(valueOther) < Math.abs(value)) {
                before = best;
                best = other;
                other = before;
                valueBefore = value;
                value = valueOther;
                valueOther = valueBefore;
            }
            double near = 2 * Math.ulp(1.0) * Math.abs(best) + tolerance / 2;
            double move = (other - best) / 2;
            if (Math.abs(move) <= near || value == 0) {
                return best;
            }
            if (Math.abs(previous) >= near && Math.abs(valueBefore) > Math.abs(value)) {
                double span = other - best;
                double up;
                double down;
                if (before == other) {
                    up = span * value / valueBefore;
                    down = 1 - value / valueBefore;
                } else {
                    double q = valueBefore / valueOther;
                    double r = value / valueOther;
                    double s = value / valueBefore;
                    up = s * (span * q * (q - r) - (best - before) * (r - 1));
                    down = (q - 1) * (r - 1) * (s - 1);
                }
                down = up > 0 ? -down : down;
                up = Math.abs(up);
                if (up < 0.75 * span * down - Math.abs(near * down) / 2 && up < Math.abs(previous * down / 2)) {
                    move = up / down;
                }
            }
            before = best;
            valueBefore = value;
            best += Math.abs(move) < near ? Math.copySign(near, move) : move;
            value = function.applyAsDouble(best);
            if (value > 0 == valueOther > 0) {
                other = before;
                valueOther = valueBefore;
            }
        }
    }
}
