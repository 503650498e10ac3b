package io.jenkins.plugins.rollout.feedback;

/** The scale of ratings: 1 is the worst, 5 the best, and 1 and 2 are negative. */
public final class Scale {
    public static final int WORST = 1;
    public static final int BEST = 5;

    /** This and worse is negative. */
    static final int NEGATIVE = 2;

    private Scale() {}

    public static boolean has(int score) {
        return score >= WORST && score <= BEST;
    }

    static boolean isNegative(int score) {
        return score <= NEGATIVE;
    }

    /** What is wrong with a score that the scale does not have, and how to write it. */
    public static String mend(String written) {
        return "'" + written + "' is not a whole number from " + WORST + " (worst) to " + BEST + " (best)";
    }
}
