package io.jenkins.plugins.rollout.feedback;

import java.util.Optional;

/**
 * How many negative ratings are tolerated.
 *
 * @param most so many, or so many percent
 * @param percent whether it is a share of all ratings
 */
record Negatives(double most, boolean percent) {

    /** @throws IllegalArgumentException naming the mend */
    static Negatives of(String written) {
        boolean percent = written.endsWith("%");
        String digits = percent ? written.substring(0, written.length() - 1).trim() : written;
        try {
            double most = Double.parseDouble(digits);
            boolean fits = percent ? most <= 100 : most == Math.rint(most) && most <= FeedbackStore.MOST;
            if (most >= 0 && fits) {
                return new Negatives(most, percent);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(mend(written), e);
        }
        throw new IllegalArgumentException(mend(written));
    }

    private static String mend(String written) {
        return "'" + written + "' is neither a whole number, 3, nor a share of all ratings, '10%'";
    }

    static Optional<String> problem(String written) {
        try {
            of(written);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    boolean isExceeded(Tally tally) {
        return percent ? tally.negative() * 100.0 > most * tally.count() : tally.negative() > most;
    }

    /** Whether it is exceeded however many more people answer: a number is, a share may fall again. */
    boolean isExceededForGood(Tally tally) {
        return !percent && isExceeded(tally);
    }
}
