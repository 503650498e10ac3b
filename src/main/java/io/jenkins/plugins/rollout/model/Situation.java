package io.jenkins.plugins.rollout.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
 * @param answers what approvers answered, by name of the question; an empty text where nobody did
 */
public record Situation(
        String rolloutId,
        String application,
        String environment,
        String version,
        String previousVersion,
        String phase,
        String exposure,
        String audience,
        Map<String, String> answers) {

    public Situation {
        answers = answers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(answers));
    }

    public Situation(
            String rolloutId,
            String application,
            String environment,
            String version,
            String previousVersion,
            String phase,
            String exposure,
            String audience) {
        this(rolloutId, application, environment, version, previousVersion, phase, exposure, audience, Map.of());
    }

    /** A phase as a plan has it, before anybody has answered anything. */
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

    /**
     * A phase of a rollout as it stands, with what its approvers answered. One that was taken over is in the situation of
     * the rollout that it comes from; one of its own reaches at least as many as had the version that was taken over.
     */
    public static Situation of(RolloutState state, Phase phase) {
        Inheritance inherited = state.inherited();
        Optional<Inheritance.Part> part = inherited == null ? Optional.empty() : inherited.part(phase.name());
        Situation planned = part.map(from -> of(
                        from.rollout(),
                        state.plan().with(from.version(), from.previousVersion()),
                        from.planned()))
                .orElseGet(() -> of(state.id(), state.plan(), effective(state, phase)));
        return new Situation(
                planned.rolloutId,
                planned.application,
                planned.environment,
                planned.version,
                planned.previousVersion,
                planned.phase,
                planned.exposure,
                planned.audience,
                state.phase(phase.name()).map(PhaseState::answers).orElse(Map.of()));
    }

    /** A phase for no fewer than had the version that was taken over. */
    public static Phase effective(RolloutState state, Phase phase) {
        return state.inherited() == null ? phase : phase.atLeast(state.inherited().reach().exposure());
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

    /** The same with the previous version in the place of the version: what a query about the baseline is about. */
    public Situation ofPrevious() {
        return new Situation(
                rolloutId, application, environment, previousVersion, previousVersion, phase, exposure, audience, answers);
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
        answers.forEach((question, answer) -> values.put(Question.environmentVariable(question), answer));
        return values;
    }
}
