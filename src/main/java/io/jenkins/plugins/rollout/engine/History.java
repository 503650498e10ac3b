package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Standing;
import java.util.Optional;

/** What earlier rollouts left behind; asked when a rollout takes its turn. */
@FunctionalInterface
public interface History {
    /** Knows of nothing. */
    History NONE = (application, environment) -> Optional.empty();

    /**
     * The version that is live; empty when none is known. Must return at once, and must know of every rollout whose end a
     * {@link Witness} was told of.
     */
    Optional<Standing> live(String application, String environment);
}
