package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has the version once an operation is done: those of the phase, and those of every phase before it, who stay in.
 *
 * @param exposure percent of everyone, 0 to 100; null where only cohorts were named
 * @param audiences cohorts that have it besides, each once, in the order of their phases
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reach(BigDecimal exposure, List<Audience> audiences) {
    /** Nobody: what an undo leaves. */
    public static final Reach NOBODY = new Reach(BigDecimal.ZERO, List.of());

    public Reach {
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
    }

    /**
     * A phase with those before it that were not skipped, and with those who had the version that was taken over. A phase
     * with both gives its share to its audience alone.
     */
    public static Reach of(RolloutState state, Phase phase) {
        return upTo(state, phase.name());
    }

    /** Everybody who has the version now, or may have it. */
    public static Reach of(RolloutState state) {
        return upTo(state, "");
    }

    private static Reach upTo(RolloutState state, String phase) {
        Inheritance inherited = state.inherited();
        BigDecimal exposure = inherited == null ? null : inherited.reach().exposure();
        var audiences = new ArrayList<Audience>(inherited == null ? List.of() : inherited.reach().audiences());
        for (PhaseState before : state.phases()) {
            boolean last = before.name().equals(phase);
            if (last || before.touched() && before.status() != PhaseStatus.UNDONE) {
                Phase one = before.phase();
                if (one.audience() != null) {
                    audiences.add(cohort(state.plan(), one));
                } else if (one.exposure() != null) {
                    exposure = exposure == null ? one.exposure() : exposure.max(one.exposure());
                }
            }
            if (last) {
                break;
            }
        }
        Map<String, Audience> once = new LinkedHashMap<>();
        audiences.forEach(audience -> once.merge(audience.name(), audience, Reach::wider));
        return new Reach(exposure, List.copyOf(once.values()));
    }

    /** Whoever has the version keeps it: of two shares of one cohort the larger one. */
    private static Audience wider(Audience before, Audience after) {
        return before.share().compareTo(after.share()) > 0 ? before : after;
    }

    /** What a phase names, as the plan knows it, with the share that the phase asks for. */
    public static Audience cohort(Plan plan, Phase phase) {
        Audience whole = plan.audiences().stream()
                .filter(audience -> audience.name().equals(phase.audience()))
                .findFirst()
                .orElse(Audience.named(phase.audience()));
        return phase.exposure() == null ? whole : whole.at(phase.exposure());
    }
}
