package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.Permitted;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What a viewer sees of a rollout, as JSON: the page is painted from it, and {@code GET state} answers with it. */
final class StateView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Timeline timeline;
    private final Viewer viewer;
    private final RolloutEngine.Place place;

    StateView(Timeline timeline, Viewer viewer) {
        this(timeline, viewer, new RolloutEngine.Place(List.of(), List.of()));
    }

    /** @param place where the rollout stands among those of its application and environment */
    StateView(Timeline timeline, Viewer viewer, RolloutEngine.Place place) {
        this.timeline = timeline;
        this.viewer = viewer;
        this.place = place;
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
        json.set("queue", queue(state));
        json.set("handOver", state.handOver() == null ? null : handOver(state.handOver()));
        json.set("inherited", state.inherited() == null ? null : inherited(state));
        ArrayNode phases = json.putArray("phases");
        for (PhaseState phase : state.phases()) {
            phases.add(new PhaseView(state, phase, timeline.trace(phase.name())).json());
        }
        ArrayNode may = json.putArray("may");
        Permitted.actions(state, viewer.actor(), viewer.rules(), now).forEach(may::add);
        json.set("user", viewer.anonymous() ? null : user(viewer.actor(), now));
        json.set("messages", MessageView.json(state));
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

    /** Null for one that neither waits nor is waited for. */
    private ObjectNode queue(RolloutState state) {
        if (state.isEnded() || place.before().isEmpty() && place.after().isEmpty()) {
            return null;
        }
        boolean waits = state.status() == RolloutState.Status.WAITING;
        ObjectNode json = JSON.objectNode();
        json.put("position", waits ? place.before().size() : 0);
        json.put("behind", waits ? state.behind() : null);
        json.put("since", waits ? text(state.declaredAt()) : null);
        place.before().forEach(json.putArray("before")::add);
        place.after().forEach(json.putArray("waiting")::add);
        return json;
    }

    private static ObjectNode handOver(RolloutState.HandOver handOver) {
        return JSON.objectNode()
                .put("to", handOver.to())
                .put("at", text(handOver.at()))
                .put("offered", handOver.offered());
    }

    private static ObjectNode inherited(RolloutState state) {
        Inheritance inherited = state.inherited();
        BigDecimal exposure = inherited.reach().exposure();
        ObjectNode json = JSON.objectNode()
                .put("from", inherited.from())
                .put("build", inherited.build())
                .put("version", inherited.version())
                .put("exposure", exposure == null ? null : exposure.toPlainString());
        ArrayNode audiences = json.putArray("audiences");
        inherited.reach().audiences().forEach(audience -> audiences.add(audience.name()));
        ArrayNode parts = json.putArray("phases");
        for (Inheritance.Part part : inherited.parts()) {
            ObjectNode phase = parts.addObject()
                    .put("name", part.phase().name())
                    .put("version", part.version())
                    .put("status", word(part.phase().status()))
                    .put("note", part.phase().note());
            ArrayNode targets = phase.putArray("targets");
            part.phase().operations().forEach(operation -> targets.add(PhaseView.target(operation)));
        }
        ArrayNode behind = json.putArray("behind");
        inherited.onlyThere(state).forEach(target -> behind.add(target.name()));
        return json;
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
