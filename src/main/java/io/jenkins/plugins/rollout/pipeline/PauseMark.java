package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;

/** Marks on a step's node that it waits for somebody, so that views show it and do not count the time as work. */
final class PauseMark {
    private static final Logger LOGGER = Logger.getLogger(PauseMark.class.getName());

    private final StepContext context;
    private Boolean shown;

    PauseMark(StepContext context) {
        this.context = context;
    }

    /** Whether a rollout goes on only when somebody decides, or when another rollout ends. */
    static boolean waitsForSomebody(RolloutState state) {
        return !state.isEnded()
                && (state.status() == RolloutState.Status.WAITING
                        || state.held() != null
                        || state.pause() != null
                        || state.currentPhase()
                                .map(phase -> phase.ask() != null)
                                .orElse(false));
    }

    void show(boolean waiting) {
        try {
            FlowNode node = context.get(FlowNode.class);
            if (node == null || Boolean.valueOf(waiting).equals(shown)) {
                return;
            }
            boolean marked = PauseAction.getCurrentPause(node) != null;
            if (waiting && !marked) {
                node.addAction(new PauseAction("Rollout"));
            } else if (!waiting && marked) {
                PauseAction.endCurrentPause(node);
            }
            shown = waiting;
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "a step's node cannot be marked", e); // it is decoration
        }
    }
}
