package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;

/**
 * One look at one criterion: the sampled value and what it means.
 *
 * @param criterion name of the criterion, unique within its gate or bake
 * @param verdict what the sample says
 * @param value the sampled value in the unit of the source; null when there was none
 * @param why one sentence for people, never null: {@code 0.4 is more than 0.01}, {@code HTTP 503 from Prometheus 'prod'}
 * @param at when the sample was taken
 * @param estimate what the verdict rests on, where it rests on statistics; null for a plain bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reading(String criterion, Verdict verdict, Double value, String why, Instant at, Estimate estimate) {
    public Reading {
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(at, "at");
        why = why == null ? "" : why;
        if (value != null && !Double.isFinite(value)) {
            value = null; // JSON knows no NaN or infinity; the reason says what came instead
        }
    }

    /** A reading without statistics. */
    public Reading(String criterion, Verdict verdict, Double value, String why, Instant at) {
        this(criterion, verdict, value, why, at, null);
    }

    /** A reading without a usable sample. */
    public static Reading noData(String criterion, String why, Instant at) {
        return new Reading(criterion, Verdict.NO_DATA, null, why, at);
    }
}
