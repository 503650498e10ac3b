package io.jenkins.plugins.rollout.analysis;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * What counts say of a share, at every moment at once: the beta-binomial mixture martingale with Jeffreys' prior.
 *
 * <p>Robbins, "Statistical methods related to the law of the iterated logarithm" (1970); Howard, Ramdas, McAuliffe and
 * Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences" (2021).
 */
final class BetaBinomial {
    private static final double PRIOR = 0.5;
    private static final double LOG_PRIOR = LogBeta.value(PRIOR, PRIOR);

    private final double yes;
    private final double no;
    private final double evidence;

    /** So many cases with and without; 0 or more, finite, not necessarily whole. */
    BetaBinomial(double yes, double no) {
        this.yes = yes;
        this.no = no;
        this.evidence = LogBeta.value(yes + PRIOR, no + PRIOR) - LOG_PRIOR;
    }

    double share() {
        return yes / (yes + no);
    }

    /** The logarithm of how much the counts speak against that share, between 0 and 1 without them. */
    double against(double share) {
        return evidence - likelihood(share);
    }

    /** The least share that is not refuted at that error rate. 0 without counts. */
    double lower(double error) {
        return yes > 0 ? edge(0, share(), error) : 0;
    }

    /** The greatest. */
    double upper(double error) {
        return no > 0 ? edge(1, share(), error) : 1;
    }

    /** Halves the way between a refuted share and one that stands; the likelihood has one hill. */
    private double edge(double refuted, double standing, double error) {
        double out = refuted;
        double in = standing;
        double bar = -Math.log(error);
        for (int i = 0; i < 200 && Math.abs(out - in) > 1e-13 * Math.max(out, in); i++) {
            double middle = (out + in) / 2;
            if (against(middle) >= bar) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return out;
    }

    private double likelihood(double share) {
        return (yes > 0 ? yes * Math.log(share) : 0) + (no > 0 ? no * Math.log1p(-share) : 0);
    }
}
