package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;

/**
 * What a target can do; a plan that asks for more is refused.
 *
 * @param undo whether it can take back what it did
 * @param finest the smallest step of exposure it can tell apart, in percent: 1 for whole percents, 100 for all or
 *     nothing, 0 for any fraction
 * @param audiences whether it can give the version to a named cohort
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ability(boolean undo, BigDecimal finest, boolean audiences) {
    /** Undoes, takes any share and every cohort. */
    public static final Ability ANYTHING = new Ability(true, BigDecimal.ZERO, true);

    public Ability {
        finest = finest == null ? BigDecimal.ZERO : finest;
        if (finest.signum() < 0 || finest.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException("finest: " + finest + " is not between 0 and 100 percent");
        }
    }

    /** Whether it can bring the version to exactly that share. */
    @JsonIgnore
    public boolean reaches(BigDecimal exposure) {
        return finest.signum() == 0 || exposure.remainder(finest).signum() == 0;
    }
}
