package org.jenkinsci.plugins.workflow.support.actions;

import hudson.model.InvisibleAction;
import java.util.List;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Marks time that a node spends waiting for someone. */
public class PauseAction extends InvisibleAction {
    private final String cause;
    private final long startTime = System.currentTimeMillis();
    private long endTime;

    public PauseAction(String cause) {
        this.cause = cause;
    }

    public String getCause() {
        return cause;
    }

    public long getStartTime() {
        return startTime;
    }

    public long getEndTime() {
        return endTime;
    }

    public boolean isPaused() {
        return endTime == 0;
    }

    public static PauseAction getCurrentPause(FlowNode node) {
        List<PauseAction> pauses = node.getActions(PauseAction.class);
        return pauses.stream().filter(PauseAction::isPaused).findFirst().orElse(null);
    }

    public static void endCurrentPause(FlowNode node) {
        PauseAction pause = getCurrentPause(node);
        if (pause != null) {
            pause.endTime = System.currentTimeMillis();
        }
    }

    public static boolean isPaused(FlowNode node) {
        return getCurrentPause(node) != null;
    }
}
