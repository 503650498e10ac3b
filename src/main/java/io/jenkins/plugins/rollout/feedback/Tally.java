package io.jenkins.plugins.rollout.feedback;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;

/**
 * Ratings, counted.
 *
 * @param scores how many there are of each score, from {@link Scale#WORST} to {@link Scale#BEST}
 */
public record Tally(List<Integer> scores) {
    public Tally {
        scores = List.copyOf(scores);
    }

    /** @param responses those that are sign-offs are not counted */
    public static Tally of(Collection<Response> responses) {
        var scores = new Integer[Scale.BEST - Scale.WORST + 1];
        java.util.Arrays.fill(scores, 0);
        responses.stream().filter(Response::isRating).forEach(rating -> scores[rating.score() - Scale.WORST]++);
        return new Tally(List.of(scores));
    }

    public int count() {
        return scores.stream().mapToInt(Integer::intValue).sum();
    }

    /** How many are negative. */
    public int negative() {
        return scores.subList(0, Scale.NEGATIVE - Scale.WORST + 1).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The mean score, not rounded; NaN when there is none. */
    public double mean() {
        double sum = 0;
        for (int i = 0; i < scores.size(); i++) {
            sum += (double) scores.get(i) * (i + Scale.WORST);
        }
        return sum / count();
    }

    /** {@code 12 responses, mean 4.2, 1 negative (8.3 %)}. */
    public String words() {
        int count = count();
        if (count == 0) {
            return "no responses";
        }
        String share = negative() == 0 ? "none negative" : negative() + " negative (" + oneDigit(100.0 * negative() / count) + " %)";
        return (count == 1 ? "1 response" : count + " responses") + ", mean " + oneDigit(mean()) + ", " + share;
    }

    private static String oneDigit(double number) {
        return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
