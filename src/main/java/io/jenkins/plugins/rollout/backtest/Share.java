package io.jenkins.plugins.rollout.backtest;

/**
 * So many of so many, with the interval that the true share is in with 95 % confidence (Wilson's). Starts that lie on one
 * another say the same thing more than once, so the interval is that of as many trials as there are windows that do not
 * overlap.
 *
 * @param count how many
 * @param of of how many
 * @param disjoint how many of the windows that were looked at do not overlap
 * @param share count over of; null when there are none
 * @param lower end of the interval; null when there are none
 * @param upper end of the interval; null when there are none
 * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson 1927</a>
 */
public record Share(int count, int of, int disjoint, Double share, Double lower, Double upper) {
    /** The normal distribution's 0.975 quantile. */
    private static final double Z = 1.959963984540054;

    static Share of(int count, int of, int disjoint) {
        if (of == 0 || disjoint == 0) {
            return new Share(count, of, disjoint, null, null, null);
        }
        double share = (double) count / of;
        double n = disjoint;
        double square = Z * Z;
        double middle = (share + square / (2 * n)) / (1 + square / n);
        double half = Z / (1 + square / n) * Math.sqrt(share * (1 - share) / n + square / (4 * n * n));
        // at 0 and at 1 the ends are these themselves, whatever rounding says
        double lower = count == 0 ? 0 : Math.max(0, middle - half);
        double upper = count == of ? 1 : Math.min(1, middle + half);
        return new Share(count, of, disjoint, share, lower, upper);
    }
}
