package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;

/** The image of a container of a Deployment. Done when {@code kubectl rollout status} would say so. */
final class DeploymentImage implements Subject {
    private final Coordinates where;
    private final Containers containers;

    DeploymentImage(String namespace, String name, String container, String image) {
        where = new Coordinates("apps", "v1", "Deployment", "deployments", namespace, name);
        containers = new Containers(where, container, image);
    }

    @Override
    public Coordinates where() {
        return where;
    }

    @Override
    public String annotation(ObjectNode live) {
        return containers.annotation(live);
    }

    @Override
    public JsonNode setting(ObjectNode live) {
        return containers.setting(live);
    }

    @Override
    public JsonNode wanted(ObjectNode live, TargetCall call) {
        return containers.wanted(live, call);
    }

    @Override
    public void write(ObjectNode applied, ObjectNode live, JsonNode setting) {
        Containers.writeImage(applied, setting);
    }

    @Override
    public Progress deployed(ObjectNode live, Mark mark) {
        return progress(live);
    }

    @Override
    public Progress undone(ObjectNode live, Mark mark) {
        return progress(live);
    }

    @Override
    public String words(JsonNode setting) {
        return Containers.words(setting);
    }

    private Progress progress(ObjectNode live) {
        JsonNode spec = live.path("spec");
        JsonNode status = live.path("status");
        if (spec.path("paused").asBoolean()) {
            return Progress.failed(where + " is paused (spec.paused), so that nothing of it is replaced");
        }
        if (status.path("observedGeneration").asLong() < live.path("metadata").path("generation").asLong()) {
            return Progress.running("Kubernetes has not looked at the change yet");
        }
        for (JsonNode condition : status.path("conditions")) {
            if ("Progressing".equals(condition.path("type").textValue())
                    && "ProgressDeadlineExceeded".equals(condition.path("reason").textValue())) {
                return Progress.failed(where + " makes no progress (ProgressDeadlineExceeded): "
                        + Sentences.bounded(condition.path("message").asText()));
            }
        }
        return replaced(spec.path("replicas").asInt(1), status);
    }

    private static Progress replaced(int wanted, JsonNode status) {
        int updated = status.path("updatedReplicas").asInt();
        int all = status.path("replicas").asInt();
        int available = status.path("availableReplicas").asInt();
        if (updated < wanted) {
            return Progress.running(updated + " of " + wanted + " replicas are replaced");
        }
        if (all > updated) {
            return Progress.running(all - updated + " old replicas are still there");
        }
        return available < updated
                ? Progress.running(available + " of " + updated + " replicas are available")
                : Progress.done(available + " of " + wanted + " replicas have it and are available");
    }
}
