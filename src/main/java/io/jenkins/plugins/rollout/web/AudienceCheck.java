package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.audience.Membership;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.RolloutState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether somebody has the version of a rollout, and would have it in each of its phases. Keeps and logs nothing. */
final class AudienceCheck {
    private static final int MOST_ATTRIBUTES = 50;
    private static final int LONGEST = 200;

    private final RolloutState state;
    private final String key;
    private final Map<String, String> attributes;
    private final Hash hash;

    AudienceCheck(RolloutState state, String key, Map<String, String> attributes, Hash hash) {
        this.state = state;
        this.key = key;
        this.attributes = attributes;
        this.hash = hash;
    }

    /**
     * Reads {@code key}, {@code hash} and, in every other parameter, an attribute.
     *
     * @throws Refusal when there is too much of it
     */
    static AudienceCheck of(RolloutState state, HttpServletRequest request) {
        Map<String, String> attributes = new TreeMap<>();
        request.getParameterMap().forEach((name, values) -> attributes.put(name, values[0]));
        attributes.forEach((name, value) -> {
            if (name.length() > LONGEST || value.length() > LONGEST) {
                throw bad("has more than " + LONGEST + " characters", name.length() > LONGEST ? "" : name);
            }
        });
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw bad("at most " + MOST_ATTRIBUTES + " attributes can be asked with", "");
        }
        String key = attributes.remove("key");
        String word = attributes.remove("hash");
        for (Hash hash : Hash.values()) {
            if (word == null || hash.name().toLowerCase(Locale.ROOT).equals(word)) {
                return new AudienceCheck(state, key == null ? "" : key, attributes, hash);
            }
        }
        throw bad("is none of 'unleash', 'flagd'", "hash");
    }

    private static Refusal bad(String message, String field) {
        return new Refusal(HttpServletResponse.SC_BAD_REQUEST, message, field);
    }

    /** {@code {in, why, hash, phases: [{name, in, why, has}]}}; {@code in} is null where only a target can tell. */
    ObjectNode answer() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode phases = JsonNodeFactory.instance.arrayNode();
        List<String> reasons = new ArrayList<>();
        boolean unclear = false;
        for (PhaseState phase : state.phases()) {
            Membership.Answer answer = ask(phase.phase());
            ObjectNode one = phases.addObject().put("name", phase.name());
            one.put("in", answer.in().orElse(null));
            one.put("why", answer.why());
            one.put("deployed", phase.toUndo());
            if (phase.toUndo() && answer.isIn()) {
                reasons.add(PlanRules.place(phase.name()) + ": " + answer.why());
            }
            unclear |= phase.toUndo() && answer.in().isEmpty();
        }
        json.put("in", !reasons.isEmpty() ? Boolean.TRUE : unclear ? null : Boolean.FALSE);
        json.put("why", !reasons.isEmpty() ? reasons.get(0) : unclear ? "the target says who is in" : "no phase that is deployed");
        json.put("hash", hash.name().toLowerCase(Locale.ROOT));
        json.set("phases", phases);
        return json;
    }

    private Membership.Answer ask(Phase phase) {
        Plan plan = state.plan();
        return phase.audience() != null
                ? Membership.of(Reach.cohort(plan, phase), key, attributes)
                : Membership.share(phase.exposure(), hash, plan.application(), key);
    }
}
