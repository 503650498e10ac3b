package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.model.Action;
import java.io.Serializable;

/** What the steps inside a block of ours know of it. */
public final class RolloutScope implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String rolloutId;
    private final String phase;
    private final Action action;

    private RolloutScope(String rolloutId, @CheckForNull String phase, @CheckForNull Action action) {
        this.rolloutId = rolloutId;
        this.phase = phase;
        this.action = action;
    }

    /** The block of a rollout in step form. */
    static RolloutScope ofRollout(String rolloutId) {
        return new RolloutScope(rolloutId, null, null);
    }

    /** The block that deploys or undoes one phase. */
    static RolloutScope ofPhase(String rolloutId, String phase, Action action) {
        return new RolloutScope(rolloutId, phase, action);
    }

    public String rolloutId() {
        return rolloutId;
    }

    /** Null outside of a phase. */
    @CheckForNull
    public String phase() {
        return phase;
    }

    /** Null outside of a phase. */
    @CheckForNull
    public Action action() {
        return action;
    }
}
