package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import java.util.Optional;

/** Finds the build that a rollout runs in. Those who start rollouts stand behind it. */
@FunctionalInterface
public interface RolloutBuilds {
    /** The build, under way or ended; empty when it was deleted. */
    @NonNull
    Optional<Run<?, ?>> find(@NonNull String rolloutId);
}
