package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * What a verdict that rests on statistics rests on. Numbers are in the unit of the source unless it says otherwise; one
 * that is not finite is kept as null.
 *
 * @param method symbol of the way it was reckoned: {@code sequential}, {@code mannWhitney}, {@code kayenta}
 * @param value what was estimated: the candidate's minus the baseline's, a percentile, a share
 * @param lower lower end of the confidence interval of the value; null when it is open or there is none
 * @param upper upper end; null when it is open or there is none
 * @param lowest the least value that is tolerated; null when there is no such bound
 * @param highest the greatest value that is tolerated; null when there is no such bound
 * @param confidence of the interval, between 0 and 1; null when there is no interval
 * @param candidate the candidate's own mean, median or share; null when there is none
 * @param baseline the baseline's; null when there is none
 * @param samples how many usable samples of the candidate there are. 0 or more
 * @param baselineSamples how many of the baseline; null when nothing is compared
 * @param effective as how many independent samples they count, where they depend on one another; null when unknown
 * @param wanted about how many more samples a decision needs; null when it cannot be said, 0 when it is certain
 * @param chart both series as they were, thinned out; null when there is nothing to draw
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(
        String method,
        Double value,
        Double lower,
        Double upper,
        Double lowest,
        Double highest,
        Double confidence,
        Double candidate,
        Double baseline,
        long samples,
        Long baselineSamples,
        Double effective,
        Long wanted,
        Chart chart) {

    public Estimate {
        Objects.requireNonNull(method, "method");
        value = finite(value);
        lower = finite(lower);
        upper = finite(upper);
        lowest = finite(lowest);
        highest = finite(highest);
        candidate = finite(candidate);
        baseline = finite(baseline);
        effective = finite(effective);
    }

    private static Double finite(Double number) {
        return number == null || Double.isFinite(number) ? number : null; // JSON knows no NaN or infinity
    }

    /** The same with something to draw. */
    public Estimate with(Chart drawn) {
        return new Estimate(
                method, value, lower, upper, lowest, highest, confidence, candidate, baseline, samples, baselineSamples,
                effective, wanted, drawn);
    }
}
