package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.Permitted;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.time.Instant;
import java.util.Locale;

/** What a viewer sees of a rollout, as JSON: the page is painted from it, and {@code GET state} answers with it. */
final class StateView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Timeline timeline;
    private final Viewer viewer;

    StateView(Timeline timeline, Viewer viewer) {
        this.timeline = timeline;
        this.viewer = viewer;
    }

    /** @param now the server's clock, from which the page counts */
    ObjectNode json(Instant now) {
        return timeline.look(() -> json(timeline.state().orElseThrow(), now));
    }

    private ObjectNode json(RolloutState state, Instant now) {
        Plan plan = state.plan();
        ObjectNode json = JSON.objectNode();
        json.put("id", state.id());
        json.put("application", plan.application());
        json.put("environment", plan.environment());
        json.put("version", plan.version());
        json.put("previousVersion", plan.previousVersion());
        json.put("artifact", plan.artifact());
        json.put("form", word(plan.form()));
        json.put("template", plan.template());
        json.put("status", status(state));
        json.put("statusText", WaitsFor.of(state));
        json.put("cause", state.cause());
        json.put("declaredAt", text(state.declaredAt()));
        json.put("startedAt", text(state.startedAt()));
        json.put("endedAt", text(state.endedAt()));
        json.put("now", text(now));
        json.putObject("build").put("name", viewer.build()).put("url", viewer.buildUrl());
        json.put("sequence", state.sequence());
        json.set("pause", state.pause() == null ? null : pause(state.pause()));
        json.set("held", state.held() == null ? null : held(state.held()));
        json.set("rollback", state.rollback() == null ? null : rollback(state.rollback()));
        json.set("hotfix", state.hotfix() == null ? null : hotfix(state.hotfix()));
        ArrayNode phases = json.putArray("phases");
        for (PhaseState phase : state.phases()) {
            phases.add(new PhaseView(state, phase, timeline.trace(phase.name())).json());
        }
        ArrayNode may = json.putArray("may");
        Permitted.actions(state, viewer.actor(), viewer.rules(), now).forEach(may::add);
        json.set("user", viewer.anonymous() ? null : user(viewer.actor(), now));
        ArrayNode history = json.putArray("history");
        timeline.history().forEach(told -> history.add(line(told)));
        return json;
    }

    private static ObjectNode user(Actor actor, Instant now) {
        ObjectNode json = JSON.objectNode().put("id", actor.id()).put("name", actor.name());
        ArrayNode away = json.putArray("standsInFor");
        actor.standsInFor().stream()
                .filter(one -> one.until() == null || now.isBefore(one.until()))
                .forEach(one -> away.addObject()
                        .put("id", one.id())
                        .put("name", one.name())
                        .put("until", text(one.until())));
        return json;
    }

    /** In one word: what is so, or what keeps it from going on. */
    static String status(RolloutState state) {
        return switch (state.status()) {
            case WAITING -> "waiting";
            case RUNNING -> state.held() != null ? "held" : state.pause() != null ? "paused" : "running";
            case ROLLING_BACK -> state.held() != null ? "held" : "rollingBack";
            case ENDED -> switch (state.result()) {
                case SUCCESS -> "succeeded";
                case FAILURE -> "failed";
                case ABORTED -> "aborted";
            };
        };
    }

    private static ObjectNode pause(RolloutState.Pause pause) {
        return JSON.objectNode().put("by", pause.by()).put("reason", pause.reason()).put("at", text(pause.at()));
    }

    private static ObjectNode hotfix(RolloutState.Hotfix hotfix) {
        ObjectNode json = JSON.objectNode()
                .put("by", hotfix.by())
                .put("name", hotfix.name())
                .put("reason", hotfix.reason())
                .put("at", text(hotfix.at()));
        ArrayNode rules = json.putArray("rules");
        hotfix.rules().forEach(rule ->
                rules.addObject().put("people", rule.people()).put("quorum", rule.quorum()));
        return json;
    }

    private static ObjectNode held(RolloutState.Hold held) {
        return JSON.objectNode()
                .put("kind", word(held.kind()))
                .put("phase", held.phase())
                .put("stage", word(held.stage()))
                .put("why", held.why())
                .put("at", text(held.at()));
    }

    private static ObjectNode rollback(RolloutState.Rollback rollback) {
        return JSON.objectNode()
                .put("result", word(rollback.result()))
                .put("cause", rollback.cause())
                .put("by", rollback.by())
                .put("at", text(rollback.at()))
                .put("complete", rollback.complete());
    }

    private static ObjectNode line(Told told) {
        return JSON.objectNode()
                .put("sequence", told.sequence())
                .put("at", text(told.entry().at()))
                .put("by", told.entry().by().name())
                .put("via", told.entry().by().via())
                .put("text", told.text())
                .put("tone", word(told.tone()));
    }

    /** An entry of the journal with its sentence, as {@code GET events} answers. */
    static ObjectNode event(Told told) {
        ObjectNode event = Lines.JSON.valueToTree(told.entry().event());
        ObjectNode json = line(told);
        json.set("type", event.remove("type"));
        json.set("event", event);
        return json;
    }

    /** Names of constants as JSON has them: {@code NOT_UNDONE} is {@code notUndone}. */
    static String word(Enum<?> constant) {
        var word = new StringBuilder();
        for (String part : constant.name().toLowerCase(Locale.ROOT).split("_")) {
            word.append(word.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return word.toString();
    }

    static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
