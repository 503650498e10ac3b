package io.jenkins.plugins.rollout.target;

import hudson.model.Action;
import hudson.model.Actionable;
import hudson.model.InvisibleAction;
import hudson.model.Queue;
import io.jenkins.plugins.rollout.engine.TargetCall;
import java.util.List;
import java.util.Optional;

/** Stays with a build, from the queue on, and says which operation of which rollout it performs. */
public final class OperationAction extends InvisibleAction implements Queue.QueueAction {
    private final String operation;
    private final String rollout;
    private final String phase;
    private final String action;

    OperationAction(TargetCall call) {
        this.operation = call.operation();
        this.rollout = call.situation().rolloutId();
        this.phase = call.situation().phase();
        this.action = call.action().word();
    }

    static Optional<OperationAction> of(Actionable something) {
        return Optional.ofNullable(something.getAction(OperationAction.class));
    }

    String operation() {
        return operation;
    }

    /** Whether it deploys the same phase of the same rollout as a call, in any attempt. */
    boolean deploysPhaseOf(TargetCall call) {
        return action.equals(io.jenkins.plugins.rollout.model.Action.DEPLOY.word())
                && rollout.equals(call.situation().rolloutId())
                && phase.equals(call.situation().phase());
    }

    /** The same operation is asked for once; another one, or somebody's own build, is never folded into it. */
    @Override
    public boolean shouldSchedule(List<Action> actions) {
        return actions.stream()
                .noneMatch(other -> other instanceof OperationAction same && same.operation.equals(operation));
    }
}
