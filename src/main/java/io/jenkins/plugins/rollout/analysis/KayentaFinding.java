package io.jenkins.plugins.rollout.analysis;

/**
 * What Kayenta's judge says of one metric.
 *
 * @param label its classification
 * @param why one sentence for people; empty when there is nothing to say
 * @param critical whether it makes the score 0 unless it passes
 * @param ratio the candidate's mean divided by the baseline's; NaN when one is 0
 * @param effect size of the effect as configured; NaN when it cannot be told
 * @param shift estimate of candidate − baseline; NaN when it was not reckoned
 * @param lower lower end of its confidence interval; NaN when it was not reckoned
 * @param upper upper end
 * @param samples of the candidate, after NaN and outliers were dealt with
 * @param baselineSamples of the baseline
 */
public record KayentaFinding(
        Label label,
        String why,
        boolean critical,
        double ratio,
        double effect,
        double shift,
        double lower,
        double upper,
        int samples,
        int baselineSamples) {

    /** Kayenta's classifications of a metric, and one of ours. */
    public enum Label {
        PASS("Pass"),
        HIGH("High"),
        LOW("Low"),
        NODATA("Nodata"),
        NODATA_FAIL("NodataFailMetric"),
        ERROR("Error"),
        /** Ours, where Kayenta would say Pass without having seen enough. */
        TOO_FEW("TooFew");

        private final String written;

        Label(String written) {
            this.written = written;
        }

        /** As Kayenta writes it. */
        @Override
        public String toString() {
            return written;
        }

        /** Whether the samples were seen to say something. */
        public boolean isKnown() {
            return this == PASS || this == HIGH || this == LOW;
        }
    }

    static KayentaFinding without(Label label, String why, boolean critical, int samples, int baselineSamples) {
        double none = Double.NaN;
        return new KayentaFinding(label, why, critical, 1, none, none, none, none, samples, baselineSamples);
    }
}
