package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of exposure.
 *
 * @param name unique within the plan
 * @param audience the named cohort that gets the version; null when the exposure alone says who
 * @param exposure percent of users or traffic on the new version, 0 to 100, decimals allowed; null when only an
 *     audience is named
 * @param gate what must hold first
 * @param bake the watched time afterwards; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Phase(String name, String audience, BigDecimal exposure, Gate gate, Bake bake) {
    private static final int MOST_DIGITS = 100;

    public Phase {
        Objects.requireNonNull(name, "name");
        gate = gate == null ? Gate.DEFAULT : gate;
        exposure = exposure == null ? null : normal(exposure);
    }

    /**
     * Written in one way, so that a phase read back from a snapshot equals the one in the Jenkinsfile: 50, never 5E+1.
     * What no percentage can be stays as it is, for 1E+1000000000 has a billion digits.
     */
    private static BigDecimal normal(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() > -MOST_DIGITS ? stripped.setScale(0) : stripped;
    }

    Phase named(String other) {
        return new Phase(other, audience, exposure, gate, bake);
    }

    /** The phase for at least so many percent of everyone; one for an audience stays as it is. */
    Phase atLeast(BigDecimal share) {
        boolean raised = audience == null && share != null && exposure != null && exposure.compareTo(share) < 0;
        return raised ? new Phase(name, null, share, gate, bake) : this;
    }

    public Optional<Bake> baking() {
        return Optional.ofNullable(bake);
    }

    /** The exposure as people write it, {@code 5} or {@code 0.5}, or an empty text. */
    public String exposureText() {
        return exposure == null
                ? ""
                : Math.abs(exposure.scale()) > MOST_DIGITS ? exposure.toString() : exposure.toPlainString();
    }
}
