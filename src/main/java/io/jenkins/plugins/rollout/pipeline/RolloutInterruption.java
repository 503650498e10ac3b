package io.jenkins.plugins.rollout.pipeline;

import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** A rollout ends something in its build: a block it no longer wants, or a step because somebody said no. */
public final class RolloutInterruption extends CauseOfInterruption {
    private static final long serialVersionUID = 1L;

    private final String rolloutId;
    private final String cause;

    RolloutInterruption(String rolloutId, String cause) {
        this.rolloutId = rolloutId;
        this.cause = cause;
    }

    /** Whether it was this rollout that ended something, and not somebody who aborts the build. */
    static boolean by(String rolloutId, Throwable failure) {
        return failure instanceof FlowInterruptedException interrupted
                && interrupted.getCauses().stream()
                        .anyMatch(why -> why instanceof RolloutInterruption ours && ours.rolloutId.equals(rolloutId));
    }

    @Override
    public String getShortDescription() {
        return cause;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RolloutInterruption that
                && rolloutId.equals(that.rolloutId)
                && cause.equals(that.cause);
    }

    @Override
    public int hashCode() {
        return cause.hashCode();
    }
}
