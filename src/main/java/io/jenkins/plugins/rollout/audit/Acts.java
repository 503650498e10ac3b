package io.jenkins.plugins.rollout.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.engine.Follower;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes from the entries of one rollout what an auditor wants to know. */
final class Acts implements Follower.Reading<AuditRecord> {
    /** What is kept, by the type of the event, and the word for it. Samples and steps on the way are in the journal alone. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("rolloutDeclared", "declared"),
            Map.entry("approvalGiven", "approved"),
            Map.entry("approvalWithdrawn", "withdrew"),
            Map.entry("approvalsVoided", "approvalsVoided"),
            Map.entry("rejectionGiven", "rejected"),
            Map.entry("gateRejected", "gateRejected"),
            Map.entry("approvalExpired", "expired"),
            Map.entry("approvalEscalated", "escalated"),
            Map.entry("hotfixDeclared", "hotfix"),
            Map.entry("gatePassed", "gatePassed"),
            Map.entry("stageFailed", "failed"),
            Map.entry("stageSkipped", "skipped"),
            Map.entry("phaseDeployed", "deployed"),
            Map.entry("held", "held"),
            Map.entry("paused", "paused"),
            Map.entry("resumed", "resumed"),
            Map.entry("retried", "retried"),
            Map.entry("promoted", "promoted"),
            Map.entry("rollbackStarted", "rollbackStarted"),
            Map.entry("phaseUndone", "undone"),
            Map.entry("phaseNotUndone", "notUndone"),
            Map.entry("rollbackEnded", "rollbackEnded"),
            Map.entry("abortAsked", "aborted"),
            Map.entry("buildLost", "buildLost"),
            Map.entry("rolloutEnded", "ended"));

    /** What a person does, where the same event may also follow by itself. */
    private static final Map<String, String> BY_A_PERSON =
            Map.of("gateRejected", "rejected", "rollbackStarted", "rolledBack", "rolloutEnded", "stopped");

    /** What nobody may do without the permission to override. */
    private static final Set<String> OVERRIDES = Set.of("stageSkipped", "promoted", "hotfixDeclared");

    /** What people do as those who are asked, and not by a permission to operate. */
    private static final Set<String> ANSWERS =
            Set.of("approvalGiven", "approvalWithdrawn", "rejectionGiven", "gateRejected");

    private final Map<String, String> evidence = new HashMap<>();

    /** @param state of a rollout that is known up to there; null for a new one */
    Acts(RolloutState state) {
        if (state != null) {
            for (PhaseState phase : state.phases()) {
                if (phase.ask() != null) {
                    evidence.put(phase.name(), phase.ask().evidence());
                }
            }
        }
    }

    @Override
    public Optional<AuditRecord> of(RolloutState state, Entry entry, String hash) {
        if (entry.event() instanceof Event.RoundMeasured) {
            return Optional.empty(); // most of a journal
        }
        JsonNode event = Lines.JSON.valueToTree(entry.event());
        String type = event.path("type").asText();
        String phase = text(event, "phase");
        if (type.equals("approvalRequested")) {
            evidence.put(phase, text(event, "evidence"));
        }
        String word = WORDS.get(type);
        if (word == null) {
            return Optional.empty();
        }
        Actor by = entry.by();
        boolean person = !by.id().equals(Actor.SYSTEM_ID);
        Plan plan = state.plan();
        return Optional.of(new AuditRecord(
                entry.at(),
                person ? BY_A_PERSON.getOrDefault(type, word) : word,
                state.id(),
                entry.sequence(),
                state.declaredAt(),
                state.build(),
                plan.application(),
                plan.environment(),
                plan.version(),
                phase,
                AuditRecord.Who.of(by, text(event, "onBehalfOf")),
                person && isOverride(type, event, by, approval(state, phase)),
                ANSWERS.contains(type) || type.equals("gatePassed") ? seen(event, phase) : "",
                why(event),
                answers(event),
                hash));
    }

    private String seen(JsonNode event, String phase) {
        String named = text(event, "evidence");
        return named.isEmpty() ? evidence.getOrDefault(phase, "") : named;
    }

    private static Approval approval(RolloutState state, String phase) {
        return state.phase(phase).map(found -> found.phase().gate().approval()).orElse(Approval.DEFAULT);
    }

    /**
     * An administrator may do everything. What they do without being named by the plan is an override, also where
     * others have a permission for it: the controller cannot tell whether they would have it too.
     */
    private static boolean isOverride(String type, JsonNode event, Actor by, Approval approval) {
        if (event.path("override").asBoolean() || OVERRIDES.contains(type)) {
            return true;
        }
        if (!by.administrator() || type.equals("rolloutDeclared")) {
            return false;
        }
        return !ANSWERS.contains(type)
                || !type.equals("approvalGiven")
                        && approval.from().stream()
                                .noneMatch(name -> name.equals(by.id()) || by.groups().contains(name));
    }

    private static String why(JsonNode event) {
        String text = "";
        for (String field : new String[] {"comment", "reason", "why", "cause", "message"}) {
            text = text.isEmpty() ? text(event, field) : text;
        }
        String result = text(event, "result");
        return result.isEmpty() ? text : text.isEmpty() ? result : result + ": " + text;
    }

    private static Map<String, String> answers(JsonNode event) {
        var answers = new TreeMap<String, String>();
        event.path("answers").fields().forEachRemaining(answer -> answers.put(
                answer.getKey(), answer.getValue().asText()));
        return answers;
    }

    private static String text(JsonNode event, String field) {
        JsonNode value = event.path(field);
        return value.isTextual() ? value.textValue() : "";
    }
}
