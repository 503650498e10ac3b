package io.jenkins.plugins.rollout.demo.shop;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;

/**
 * What a deployment tool asks of the shop: the body of {@code POST /rollout}.
 *
 * @param action {@code deploy}, {@code undo} or {@code status}
 * @param operation id of the operation; the same id is the same operation
 * @param rollout id of the rollout that the operation belongs to
 * @param version the version to deploy, or to take away
 * @param phase name of the phase; remembered, not needed
 * @param exposure percent, or null when the phase names an audience only
 * @param audience the group of users that gets the version, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Order(
        String action,
        String operation,
        String rollout,
        String version,
        String phase,
        BigDecimal exposure,
        String audience) {

    /** What must be the same when the same operation comes again. */
    String content() {
        return action + " " + version + " " + phase + " " + exposure + " " + audience;
    }
}
