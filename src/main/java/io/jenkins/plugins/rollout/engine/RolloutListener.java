package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.List;

/** Hears what happens in a rollout, in order, after it is safely written. */
@FunctionalInterface
public interface RolloutListener {
    /**
     * @param entries what happened since the last call, at least one
     * @param state the state after the last of them
     */
    void happened(List<Entry> entries, RolloutState state);
}
