package io.jenkins.plugins.rollout.analysis;

/** What a counter grew by that may begin anew at 0: a value below the one before is a restart, and all of it is growth. */
public final class Growth {
    private Growth() {}

    /**
     * What it grew by at each time since the time before at which it was known.
     *
     * @param values of the counter, oldest first, NaN where it was not known
     * @return as many; NaN where it was not known, and the first time that it was
     */
    public static double[] steps(double[] values) {
        var steps = new double[values.length];
        double before = Double.NaN;
        for (int i = 0; i < values.length; i++) {
            steps[i] = values[i] < before ? values[i] : values[i] - before;
            before = Double.isFinite(values[i]) ? values[i] : before;
        }
        return steps;
    }

    /** @param values of the counter, oldest first, finite and not negative; none or one has not grown */
    public static double of(double[] values) {
        double growth = 0;
        for (int i = 1; i < values.length; i++) {
            growth += values[i] < values[i - 1] ? values[i] : values[i] - values[i - 1];
        }
        return growth;
    }
}
