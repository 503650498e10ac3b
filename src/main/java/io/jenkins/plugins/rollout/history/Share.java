package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    static List<Share> all(Stream<PhaseState> phases) {
        return phases.map(Share::of).flatMap(Optional::stream).toList();
    }

    /** Percent of everyone whom these reach at the most; null when only cohorts. */
    static BigDecimal exposure(List<Share> shares) {
        return shares.stream()
                .filter(share -> share.has != Has.NO && share.audience == null && share.exposure != null)
                .map(Share::exposure)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The cohorts that these reach, as people write them. */
    static List<String> audiences(List<Share> shares) {
        return shares.stream()
                .filter(share -> share.has != Has.NO && share.audience != null)
                .map(share -> share.exposure == null
                        ? share.audience
                        : percent(share.exposure) + " of " + share.audience)
                .distinct()
                .toList();
    }

    /** {@code 5 %} */
    static String percent(BigDecimal exposure) {
        BigDecimal rounded = exposure.setScale(Math.min(4, Math.max(0, exposure.scale())), RoundingMode.HALF_UP);
        return rounded.toPlainString() + " %";
    }
}
