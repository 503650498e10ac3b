package io.jenkins.plugins.rollout.analysis;

/**
 * A confidence interval for how many times as frequent events are on the candidate as on the baseline, that holds at
 * every look and for any number of events, none too. A step is added in constant time and memory.
 *
 * <p>Of the events of one step, on both sides together, the candidate has the share w·r / (1 + w·r) where r is the ratio
 * looked for and w how many times the cases the candidate has. For any other ratio the likelihood ratio is a
 * non-negative supermartingale under r: exactly for Poisson counts, and for events of cases because 1 − p + p·a ≤
 * exp(p·(a − 1)). How frequent events are may change from step to step as long as the ratio stays. Mixed over the ratios
 * it refutes r by Ville's inequality. Robbins (1970); Howard, Ramdas, McAuliffe and Sekhon (2021).
 *
 * <p>The sums are kept at fixed ratios, with their slopes, and read off between them by cubic interpolation.
 */
final class RatioSequence {
    /** Logarithms of ratios that are looked at: a four-hundredth to four hundred times. */
    private static final double EDGE = 6;
    private static final double STEP = 0.125;
    private static final int NODES = (int) (2 * EDGE / STEP) + 1;
    private static final double[] RATIOS = new double[NODES];
    /** How wide the mixture is: half of it lies between 0.41 and 2.41 times. */
    private static final double SCALE = 0.5;
    private static final int PIECES = 400;

    static {
        for (int node = 0; node < NODES; node++) {
            RATIOS[node] = Math.exp(-EDGE + node * STEP);
        }
    }

    private final double[] sums = new double[NODES];
    private final double[] slopes = new double[NODES];
    private double events;
    private double ours;

    /** Adds one step: events among more than 0 cases on each side. */
    void add(double candidate, double candidateOf, double baseline, double baselineOf) {
        double all = candidate + baseline;
        if (!(all > 0)) {
            return;
        }
        events += all;
        ours += candidate;
        double weight = candidateOf / baselineOf;
        for (int node = 0; node < NODES; node++) {
            double odds = weight * RATIOS[node];
            sums[node] += all * Math.log1p(odds);
            slopes[node] += all * (odds / (1 + odds));
        }
    }

    /** The ratio that is not refuted and lowest; 0 when there is no such bound. */
    double lower(double error) {
        return events > 0 && ours > 0 ? Math.exp(edge(-EDGE, peak(), error)) : 0;
    }

    /** The highest one; infinite when there is no such bound. */
    double upper(double error) {
        return events > 0 && ours < events ? Math.exp(edge(EDGE, peak(), error)) : Double.POSITIVE_INFINITY;
    }

    private double edge(double end, double peak, double error) {
        double bar = evidence(peak) + Math.log(error);
        if (likelihood(end) > bar) {
            return end < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double out = end;
        double in = peak;
        for (int i = 0; i < 60; i++) {
            double middle = (out + in) / 2;
            if (likelihood(middle) > bar) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return out;
    }

    /** Logarithm of the likelihood mixed over the ratios. */
    private double evidence(double peak) {
        double top = likelihood(peak);
        double curvature = Math.max(events * 1e-6, (slope(peak + STEP / 2) - slope(peak - STEP / 2)) / STEP);
        double reach = 10 / Math.sqrt(curvature);
        double from = Math.max(-EDGE, peak - reach);
        double piece = (Math.min(EDGE, peak + reach) - from) / PIECES;
        double sum = 0;
        for (int i = 0; i < PIECES; i++) {
            double at = from + (i + 0.5) * piece;
            sum += Math.exp(likelihood(at) - top) * prior(at);
        }
        return top + Math.log(sum * piece);
    }

    private static double prior(double logarithm) {
        return 1 / (2 * Math.PI * SCALE * Math.cosh(logarithm / (2 * SCALE)));
    }

    /** Where the slope of the sums is the candidate's events. */
    private double peak() {
        double low = -EDGE;
        double high = EDGE;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (slope(middle) < ours) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private double likelihood(double logarithm) {
        return ours * logarithm - sum(logarithm);
    }

    private double sum(double logarithm) {
        int node = node(logarithm);
        double t = (logarithm + EDGE) / STEP - node;
        double rest = 1 - t;
        return sums[node] * rest * rest * (1 + 2 * t)
                + sums[node + 1] * t * t * (1 + 2 * rest)
                + STEP * t * rest * (slopes[node] * rest - slopes[node + 1] * t);
    }

    /** The derivative of what {@link #sum} reads off, so that the peak is its peak. */
    private double slope(double logarithm) {
        int node = node(logarithm);
        double t = (logarithm + EDGE) / STEP - node;
        double rest = 1 - t;
        return 6 * t * rest * (sums[node + 1] - sums[node]) / STEP
                + slopes[node] * rest * (1 - 3 * t)
                + slopes[node + 1] * t * (3 * t - 2);
    }

    private static int node(double logarithm) {
        return (int) Math.max(0, Math.min(NODES - 2, Math.floor((logarithm + EDGE) / STEP)));
    }
}
