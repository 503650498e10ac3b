package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is to be tried.
 *
 * @param plan whose gates and bakes
 * @param from first start
 * @param to end of the past: no start at or after it, and no sample after it
 * @param step time between two starts
 * @param within how long a gate may go on without a decision, and a bake beyond its end
 * @param degradations harm to put in, all of it together; may be empty
 * @param after when the harm begins, counted from the opening
 */
public record Trial(
        Plan plan,
        Instant from,
        Instant to,
        Duration step,
        Duration within,
        List<Degradation> degradations,
        Duration after) {
    /** How long a gate is followed that does not decide. */
    public static final Duration WITHIN = Duration.ofHours(6);

    /** @throws IllegalArgumentException saying what is wrong and what to write */
    public Trial {
        degradations = List.copyOf(degradations);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from: " + from + " is not before to, " + to);
        }
        if (step.getSeconds() < 1 || step.getNano() != 0) {
            throw new IllegalArgumentException("step: " + Durations.text(step) + " is not a number of whole seconds, 1 or more");
        }
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within: " + Durations.text(within) + " is not more than 0");
        }
        if (after.isNegative()) {
            throw new IllegalArgumentException("degrade-after: " + after + " is less than 0");
        }
        var names = new TreeSet<String>();
        plan.phases().stream().flatMap(Trial::criteria).map(Criterion::name).forEach(names::add);
        for (Degradation degradation : degradations) {
            if (!names.contains(degradation.criterion())) {
                throw new IllegalArgumentException("degrade: there is no criterion '" + degradation.criterion() + "'; "
                        + (names.isEmpty() ? "the plan has none" : "there are: " + String.join(", ", names)));
            }
        }
    }

    static Stream<Criterion> criteria(Phase phase) {
        return Stream.concat(
                phase.gate().metrics().stream(), phase.baking().stream().flatMap(bake -> bake.metrics().stream()));
    }

    /** @throws IllegalArgumentException when there are more starts than allowed, or the past has not come yet */
    void check(Limits limits, Instant now) {
        if (to.isAfter(now)) {
            throw new IllegalArgumentException("to: " + to + " has not come yet; write a time up to now, " + now);
        }
        long starts = starts();
        if (starts > limits.starts()) {
            throw new IllegalArgumentException("step: " + starts + " starts are more than " + limits.starts()
                    + "; write a longer step or less time");
        }
    }

    long starts() {
        return (Duration.between(from, to).toMillis() + step.toMillis() - 1) / step.toMillis();
    }
}
