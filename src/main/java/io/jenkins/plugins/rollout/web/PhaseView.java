package io.jenkins.plugins.rollout.web;

import static io.jenkins.plugins.rollout.web.StateView.text;
import static io.jenkins.plugins.rollout.web.StateView.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a viewer sees of one phase, as JSON. */
final class PhaseView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> LIMITS = List.of("atMost", "atLeast", "below", "above", "between");

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private final RolloutState state;
    private final PhaseState phase;
    private final Trace trace;

    PhaseView(RolloutState state, PhaseState phase, Trace trace) {
        this.state = state;
        this.phase = phase;
        this.trace = trace;
    }

    ObjectNode json() {
        ObjectNode json = JSON.objectNode();
        json.put("name", phase.name());
        json.put("exposure", phase.phase().exposure() == null ? null : phase.phase().exposureText());
        json.put("audience", phase.phase().audience());
        json.put("status", word(phase.status()));
        json.put("waitsFor", WaitsFor.phase(state, phase));
        json.set("window", window());
        json.put("startedAt", text(phase.startedAt()));
        json.put("deployedAt", text(phase.deployedAt()));
        json.put("endedAt", text(phase.endedAt()));
        json.set("gate", gate());
        ArrayNode targets = json.putArray("targets");
        phase.operations().forEach(operation -> targets.add(target(operation)));
        json.set("bake", phase.phase().baking().map(this::bake).orElse(null));
        json.set("undo", undo());
        json.set("failure", phase.failure() == null
                ? null
                : JSON.objectNode()
                        .put("stage", word(phase.failure().stage()))
                        .put("why", phase.failure().why()));
        return json;
    }

    /** What keeps the phase from starting; null unless a freeze or a calendar does. */
    private ObjectNode window() {
        PhaseState.Window window = phase.window();
        return window == null
                ? null
                : JSON.objectNode()
                        .put("why", window.why())
                        .put("until", text(window.until()))
                        .put("at", text(window.at()));
    }

    private ObjectNode gate() {
        var gate = phase.phase().gate();
        boolean watched = phase.status() == PhaseStatus.GATE || phase.status() == PhaseStatus.DEPLOYING;
        ObjectNode json = JSON.objectNode();
        json.put("attempt", Math.max(1, phase.attempt()));
        rounds(json, trace.gate(), gate.sampling(), watched && !gate.metrics().isEmpty());
        json.set("criteria", criteria(gate.metrics(), trace.gate()));
        json.set("approval", new ApprovalView(state, phase, trace).json());
        return json;
    }

    private void rounds(ObjectNode json, Samples samples, Sampling sampling, boolean watched) {
        Optional<Watch> watch = samples.watch();
        json.put("rounds", watch.map(Watch::rounds).orElse(0));
        json.putObject("passes")
                .put("have", Math.min(watch.map(Watch::streak).orElse(0), sampling.passes()))
                .put("want", sampling.passes());
        Instant next = watched && phase.watch() != null && !state.isEnded() && state.held() == null
                ? phase.watch().nextAt()
                : null;
        json.put("nextRoundAt", text(next));
    }

    private ArrayNode criteria(List<Criterion> criteria, Samples samples) {
        ArrayNode list = JSON.arrayNode();
        criteria.forEach(criterion -> list.add(criterion(criterion, samples)));
        return list;
    }

    private static ObjectNode criterion(Criterion criterion, Samples samples) {
        Optional<Reading> last = samples.last(criterion.name());
        Optional<Watch> watch = samples.watch();
        ObjectNode json = JSON.objectNode();
        json.put("name", criterion.name());
        json.put("kind", criterion.kind());
        json.put("limit", criterion.limit());
        json.set("lines", lines(criterion.definition()));
        json.put("source", criterion.source());
        json.put("verdict", last.map(reading -> reading.verdict().name()).orElse(null));
        json.put("value", last.map(Reading::value).orElse(null));
        json.put("why", last.map(Reading::why).orElse(""));
        json.put("at", last.map(reading -> text(reading.at())).orElse(null));
        json.set("estimate", last.map(Reading::estimate).map(Lines.JSON::<JsonNode>valueToTree).orElse(null));
        json.put("failures", watch.map(w -> w.failures().getOrDefault(criterion.name(), 0)).orElse(0));
        json.put("failureLimit", criterion.failureLimit());
        json.put("withoutData", watch.map(w -> w.withoutData().getOrDefault(criterion.name(), 0)).orElse(0));
        json.put("noDataLimit", criterion.noDataLimit());
        ArrayNode recent = json.putArray("recent");
        for (Reading reading : samples.of(criterion.name())) {
            recent.addObject()
                    .put("at", text(reading.at()))
                    .put("value", reading.value())
                    .put("verdict", reading.verdict().name());
        }
        return json;
    }

    /** The numbers that a limit consists of ({@code '0.1..0.9'} of two), for the picture of the samples. */
    private static ArrayNode lines(JsonNode definition) {
        ArrayNode lines = JSON.arrayNode();
        for (String field : LIMITS) {
            JsonNode limit = definition == null ? null : definition.get(field);
            if (limit != null) {
                numbers(limit, lines);
            }
        }
        return lines;
    }

    private static void numbers(JsonNode node, ArrayNode into) {
        if (node.isNumber()) {
            into.add(node);
        } else if (node.isTextual()) {
            for (String number : node.textValue().split("\\.\\.")) {
                if (NUMBER.matcher(number.trim()).matches()) {
                    into.add(Double.parseDouble(number.trim()));
                }
            }
        } else {
            node.forEach(child -> numbers(child, into));
        }
    }

    static ObjectNode target(Operation operation) {
        ObjectNode json = JSON.objectNode()
                .put("operation", operation.id())
                .put("name", operation.target().name())
                .put("action", operation.action().word())
                .put("status", word(operation.status()))
                .put("message", operation.message())
                .put("tryNumber", operation.tryNumber())
                .put("again", text(operation.again()));
        Operation.Drift drift = operation.drift();
        json.set("drift", drift == null
                ? null
                : JSON.objectNode()
                        .put("what", drift.what())
                        .put("at", text(drift.at()))
                        .put("accepted", drift.accepted()));
        return json;
    }

    private ObjectNode bake(Bake bake) {
        Instant until = phase.bakeUntil();
        ObjectNode json = JSON.objectNode();
        json.put("duration", Durations.text(bake.duration()));
        json.put("startedAt", text(until == null ? null : until.minus(bake.duration())));
        json.put("until", text(until));
        rounds(json, trace.bake(), bake.sampling(), phase.status() == PhaseStatus.BAKING && !bake.metrics().isEmpty());
        json.set("criteria", criteria(bake.metrics(), trace.bake()));
        return json;
    }

    /** Whether what the phase did can be taken back, and what cannot, in words. */
    private ObjectNode undo() {
        if (phase.status() == PhaseStatus.NOT_UNDONE) {
            return undo(phase.retryable(), phase.note());
        }
        if (state.plan().form() == Plan.Form.STEPS && phase.deployedAt() != null && phase.deployedTargets().isEmpty()) {
            return undo(false, "it was deployed without deployTo");
        }
        List<String> fixed = phase.deployedTargets().stream()
                .filter(target -> !target.undoable())
                .map(target -> target.name())
                .toList();
        return fixed.isEmpty() ? undo(true, "") : undo(false, String.join(", ", fixed));
    }

    private static ObjectNode undo(boolean possible, String note) {
        return JSON.objectNode().put("possible", possible).put("note", note);
    }
}
