package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * What the controller of Argo Rollouts makes of a Rollout, as far as the target sees it: it goes through the steps until one
 * pauses, goes on when the pause conditions are gone, and back at once when it is aborted or gets its stable image again.
 * Analyses, replicas and real time are not in it.
 */
final class FakeArgo implements UnaryOperator<ObjectNode> {
    @Override
    public ObjectNode apply(ObjectNode rollout) {
        if (!rollout.path("kind").asText().equals("Rollout")) {
            return FakeCluster.content(rollout);
        }
        ObjectNode status = rollout.withObjectProperty("status");
        status.put("observedGeneration", rollout.path("metadata").path("generation").asText());
        String image = Containers.list(rollout).path(0).path("image").asText();
        if (!status.has("stableRS")) {
            status.put("stableRS", image).put("currentPodHash", image);
        }
        int steps = ArgoSteps.of(rollout).count();
        if (!image.equals(status.path("currentPodHash").asText())) {
            boolean back = image.equals(status.path("stableRS").asText());
            status.put("currentPodHash", image).put("currentStepIndex", back ? steps : 0);
            status.remove("abort");
            status.remove("pauseConditions");
        }
        if (image.equals(status.path("stableRS").asText())) {
            status.put("currentStepIndex", steps).put("phase", "Healthy");
            return rollout;
        }
        if (status.path("abort").asBoolean()) {
            status.put("phase", "Degraded").put("message", "RolloutAborted: Rollout aborted update");
            return rollout;
        }
        return go(rollout, status, steps);
    }

    private static ObjectNode go(ObjectNode rollout, ObjectNode status, int steps) {
        if (status.path("promoteFull").asBoolean()) {
            status.put("currentStepIndex", steps).remove("promoteFull");
        }
        int current = status.path("currentStepIndex").asInt();
        JsonNode waits = status.path("pauseConditions");
        boolean reached = !status.path("reached").isMissingNode() && status.path("reached").asInt() == current;
        if (reached && waits.isEmpty() && !rollout.path("spec").path("paused").asBoolean()) {
            current++; // somebody has promoted it
        }
        while (current < steps && !ArgoSteps.of(rollout).isPause(current)) {
            current++;
        }
        status.put("currentStepIndex", current);
        if (current < steps) {
            status.put("reached", current).put("phase", "Paused");
            status.putArray("pauseConditions").addObject().put("reason", "CanaryPauseStep");
            return rollout;
        }
        status.remove("pauseConditions");
        status.put("stableRS", status.path("currentPodHash").asText()).put("phase", "Healthy");
        return rollout;
    }
}
