package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The image of a container of an Argo Rollout, and its canary steps: a phase is reached at the first pause whose weight is
 * the phase's exposure. Pauses on the way there are ended, as {@code kubectl argo rollouts promote} does; at the pause
 * itself Argo waits, and where that pause has an end the whole Rollout is paused before it comes.
 */
final class ArgoRollout implements Subject {
    private final Coordinates where;
    private final Containers containers;

    ArgoRollout(String namespace, String name, String container, String image) {
        where = new Coordinates("argoproj.io", "v1alpha1", "Rollout", "rollouts", namespace, name);
        containers = new Containers(where, container, image);
    }

    @Override
    public Coordinates where() {
        return where;
    }

    @Override
    public String annotation(ObjectNode live) {
        check(live);
        return containers.annotation(live);
    }

    @Override
    public JsonNode setting(ObjectNode live) {
        return containers.setting(live);
    }

    /** Whether it is one that can be moved step by step at all. */
    private void check(ObjectNode live) {
        JsonNode spec = live.path("spec");
        if (spec.has("workloadRef")) {
            throw Subject.refused(where + " takes its pods from another object (spec.workloadRef); write that Deployment's"
                    + " template into the Rollout");
        }
        if (ArgoSteps.of(live).count() == 0) {
            throw Subject.refused(where + " has no spec.strategy.canary.steps; phases are reached at its pauses, so it"
                    + " needs a setWeight and a pause for each");
        }
    }

    @Override
    public JsonNode wanted(ObjectNode live, TargetCall call) {
        BigDecimal exposure = call.reach().exposure();
        if (exposure == null) {
            throw Subject.refused(where + " takes percents, and this phase names an audience alone");
        }
        ArgoSteps steps = ArgoSteps.of(live);
        if (steps.hold(exposure).isEmpty()) {
            throw Subject.refused(where + " never waits at " + exposure.stripTrailingZeros().toPlainString()
                    + " %; write setWeight: " + exposure.stripTrailingZeros().toPlainString()
                    + " and pause: {} into its steps, or give the phase one of the exposures " + steps.exposures());
        }
        JsonNode wanted = containers.wanted(live, call);
        if (isPaused(live) && !Containers.image(wanted).equals(Containers.image(setting(live)))) {
            throw Subject.refused(where + " is paused (spec.paused); resume it first");
        }
        return wanted;
    }

    @Override
    public void write(ObjectNode applied, ObjectNode live, JsonNode setting) {
        Containers.writeList(applied, live, setting);
    }

    @Override
    public Progress deployed(ObjectNode live, Mark mark) {
        if (!isObserved(live)) {
            return Progress.running("Argo Rollouts has not looked at the change yet");
        }
        JsonNode status = live.path("status");
        if (status.path("abort").asBoolean()) {
            return Progress.failed(where + " was aborted" + said(status));
        }
        if ("Degraded".equals(status.path("phase").asText())) {
            return Progress.failed(where + " is degraded" + said(status));
        }
        if (isStable(status)) {
            return "Healthy".equals(status.path("phase").asText())
                    ? Progress.done("everyone has it" + said(status))
                    : Progress.running("everyone has it, and it is not healthy yet" + said(status));
        }
        return steps(live, ArgoSteps.of(live), mark.exposure() == null ? BigDecimal.ZERO : mark.exposure());
    }

    private Progress steps(ObjectNode live, ArgoSteps steps, BigDecimal exposure) {
        OptionalInt hold = steps.hold(exposure);
        if (hold.isEmpty()) {
            return Progress.failed(where + " has other steps now, and none waits at " + exposure.toPlainString() + " %");
        }
        JsonNode status = live.path("status");
        int current = status.path("currentStepIndex").asInt();
        String place = "step " + current + " of " + steps.count() + ", weight " + steps.weight(current);
        boolean waits = !status.path("pauseConditions").isEmpty();
        if (current > hold.getAsInt()) {
            return BigDecimal.valueOf(steps.weight(current)).compareTo(exposure) == 0
                    ? Progress.done(place)
                    : Progress.failed(where + " has gone on without us: " + place + ", past " + exposure.toPlainString());
        }
        if (current == hold.getAsInt()) {
            return waits || isPaused(live) ? held(live, steps, current, place) : Progress.running(place);
        }
        return onTheWay(live, steps, current, waits, place);
    }

    private static Progress held(ObjectNode live, ArgoSteps steps, int current, String place) {
        return steps.pause(current).isPresent() && !isPaused(live)
                ? Progress.pushed(place + "; its pause has an end, so the Rollout is paused", paused(true))
                : Progress.done(place);
    }

    private Progress onTheWay(ObjectNode live, ArgoSteps steps, int current, boolean waits, String place) {
        JsonNode analysis =
                live.path("status").path("canary").path("currentStepAnalysisRunStatus").path("status");
        if (waits && "Inconclusive".equals(analysis.textValue())) {
            return Progress.failed(where + ": the analysis of " + place + " is inconclusive; look at it there");
        }
        if (isPaused(live)) {
            return steps.pause(current).isPresent()
                    ? Progress.pushed(place + "; resumed", paused(false)) // we paused it for the phase before
                    : Progress.running(place + "; somebody has paused it (spec.paused)");
        }
        return waits ? Progress.pushed(place + "; promoted", promoted()) : Progress.running(place);
    }

    /** Takes all traffic away from the version at once; the image follows. */
    @Override
    public Optional<ObjectNode> beforeUndo(ObjectNode live) {
        JsonNode status = live.path("status");
        return isStable(status) || status.path("abort").asBoolean()
                ? Optional.empty()
                : Optional.of(status("abort"));
    }

    @Override
    public Progress undone(ObjectNode live, Mark mark) {
        if (isPaused(live)) {
            return Progress.pushed("resumed, to go back", paused(false));
        }
        if (!isObserved(live)) {
            return Progress.running("Argo Rollouts has not looked at the change yet");
        }
        JsonNode status = live.path("status");
        if (isStable(status)) {
            return "Healthy".equals(status.path("phase").asText())
                    ? Progress.done("the stable pods serve everyone")
                    : Progress.running("the stable pods serve everyone, and are not healthy yet" + said(status));
        }
        // everyone had it: the way back is an update like any other, whose steps are skipped
        return status.path("promoteFull").asBoolean()
                ? Progress.running("goes back without steps")
                : Progress.pushed("goes back without steps", status("promoteFull"));
    }

    @Override
    public String words(JsonNode setting) {
        return Containers.words(setting);
    }

    private static boolean isPaused(ObjectNode live) {
        return live.path("spec").path("paused").asBoolean();
    }

    private static boolean isObserved(ObjectNode live) {
        // Argo writes it as a text
        String generation = live.path("metadata").path("generation").asText();
        return generation.equals(live.path("status").path("observedGeneration").asText());
    }

    private static boolean isStable(JsonNode status) {
        return status.has("stableRS") && status.path("stableRS").equals(status.path("currentPodHash"));
    }

    private static String said(JsonNode status) {
        String message = Sentences.bounded(status.path("message").asText(""));
        return message.isEmpty() ? "" : ": " + message;
    }

    private static ObjectNode paused(boolean paused) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("paused", paused);
        return patch;
    }

    private static ObjectNode promoted() {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("status").putNull("pauseConditions");
        return patch;
    }

    private static ObjectNode status(String wish) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("status").put(wish, true);
        return patch;
    }
}
