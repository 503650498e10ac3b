package io.jenkins.plugins.rollout.pipeline;

import jenkins.model.CauseOfInterruption;

/** A rollout ended because somebody said no. */
public final class RolloutInterruption extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String cause;

    RolloutInterruption(String cause) {
        this.cause = cause;
    }

    @Override
    public String getShortDescription() {
        return cause;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RolloutInterruption that && cause.equals(that.cause);
    }

    @Override
    public int hashCode() {
        return cause.hashCode();
    }
}
