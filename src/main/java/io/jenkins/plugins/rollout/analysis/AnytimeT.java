package io.jenkins.plugins.rollout.analysis;

/**
 * How many standard errors a mean may be off at any of endless looks: Student's t for those who look after every sample.
 *
 * <p>The mixture of t likelihood ratios over normally distributed effects, with the scale integrated out, is a
 * martingale that no unit changes. Setting it to one through the error rate and solving for t gives a closed form.
 * Lai, "On confidence sequences" (1976); Wang and Ramdas, "Anytime-valid t-tests and confidence sequences for Gaussian
 * means with unknown variance" (2023); Pérez-Ortiz, Lardy, de Heide and Grünwald, "E-statistics, group invariance and
 * anytime-valid testing" (2024). With many samples it becomes the asymptotic confidence sequence of Waudby-Smith,
 * Arbour, Sinha, Kennedy and Ramdas (2024).
 */
final class AnytimeT {
    /** Variance of the effects that are looked for, in squared standard deviations of one sample. */
    static final double EFFECT = 0.4;

    private AnytimeT() {}

    /**
     * @param samples independent samples, more than 0, not necessarily whole
     * @param freedom degrees of freedom of the spread
     * @param error both sides together, between 0 and 1
     * @return positive; infinite when so few samples can show nothing
     */
    static double bound(double samples, double freedom, double error) {
        if (!(freedom > 0.5)) {
            return Double.POSITIVE_INFINITY;
        }
        double information = samples * EFFECT;
        double excess = Math.expm1(2 / (freedom + 1) * (Math.log1p(information) / 2 - Math.log(error)));
        return excess < information
                ? Math.sqrt(freedom * excess * (1 + information) / (information - excess))
                : Double.POSITIVE_INFINITY;
    }
}
