package io.jenkins.plugins.rollout.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a rollout stands, for those who measure, deploy and tell: the values behind {@code {{version}}} and
 * {@code ROLLOUT_VERSION}.
 *
 * @param rolloutId id of the rollout, unique on the controller
 * @param application as in the plan
 * @param environment as in the plan
 * @param version as in the plan
 * @param previousVersion as in the plan; may be empty
 * @param phase name of the phase
 * @param exposure percent as text, or empty
 * @param audience name of the cohort, or empty
 */
public record Situation(
        String rolloutId,
        String application,
        String environment,
        String version,
        String previousVersion,
        String phase,
        String exposure,
        String audience) {

    public static Situation of(String rolloutId, Plan plan, Phase phase) {
        return new Situation(
                rolloutId,
                plan.application(),
                plan.environment(),
                plan.version(),
                plan.previousVersion(),
                phase.name(),
                phase.exposureText(),
                phase.audience() == null ? "" : phase.audience());
    }

    /** What queries, URLs and messages may name between double braces. */
    public Map<String, String> placeholders() {
        var values = new LinkedHashMap<String, String>();
        values.put("version", version);
        values.put("previousVersion", previousVersion);
        values.put("phase", phase);
        values.put("exposure", exposure);
        values.put("application", application);
        values.put("environment", environment);
        return values;
    }

    /** A text for people with its placeholders filled; as it is where they cannot be, which a plan is refused for. */
    public String message(String text) {
        try {
            return text.contains("{{") ? Template.fill(text, placeholders()) : text;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** What a block finds in its environment. */
    public Map<String, String> environmentVariables(Action action) {
        var values = new LinkedHashMap<String, String>();
        values.put("ROLLOUT_ID", rolloutId);
        values.put("ROLLOUT_APPLICATION", application);
        values.put("ROLLOUT_ENVIRONMENT", environment);
        values.put("ROLLOUT_VERSION", version);
        values.put("ROLLOUT_PREVIOUS_VERSION", previousVersion);
        values.put("ROLLOUT_PHASE", phase);
        values.put("ROLLOUT_EXPOSURE", exposure);
        values.put("ROLLOUT_AUDIENCE", audience);
        values.put("ROLLOUT_ACTION", action.word());
        return values;
    }
}
