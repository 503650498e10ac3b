package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one phase that was begun: who has the version by it.
 *
 * @param exposure percent of everyone; null where only an audience is named
 * @param audience the cohort; null where the exposure alone says who
 * @param has whether they have the version
 * @param from when its gate opened, or, without a gate, when it was begun
 * @param deployed when it was deployed; null when it never was
 * @param ended when it was done or undone; null before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Share(
        String phase, BigDecimal exposure, String audience, Has has, Instant from, Instant deployed, Instant ended) {

    /** Whether those of a phase have the version. */
    public enum Has {
        YES,
        /** It was being deployed or undone, or could not be undone: some may have it. */
        MAYBE,
        NO
    }

    /** Empty for a phase of which nothing was called. */
    static Optional<Share> of(PhaseState phase) {
        return phase.touched()
                ? Optional.of(new Share(
                        phase.name(),
                        phase.phase().exposure(),
                        phase.phase().audience(),
                        has(phase),
                        phase.startedAt(),
                        phase.deployedAt(),
                        phase.endedAt()))
                : Optional.empty();
    }

    private static Has has(PhaseState phase) {
        PhaseStatus status = phase.status();
        return switch (status) {
            case UNDONE -> Has.NO;
            case DEPLOYED, BAKING, DONE -> Has.YES;
            case FAILED -> phase.deployedAt() == null ? Has.MAYBE : Has.YES;
            case PENDING, GATE, PASSED, DEPLOYING, SKIPPED, UNDOING, NOT_UNDONE -> Has.MAYBE;
        };
    }
}
