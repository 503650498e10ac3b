package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.util.List;

/**
 * What was said about a rollout, and where the rollout stands.
 *
 * @param responses oldest first
 */
public record Heard(RolloutState state, List<Response> responses) {
    public Heard {
        responses = List.copyOf(responses);
    }

    /**
     * The phases that a criterion asks about: while a phase bakes, that phase; in its gate, those before it. The first
     * phase has none before it, and neither has a gate alone: there people speak about what is about to be deployed.
     *
     * @param phase whose gate or bake it is
     */
    List<String> about(String phase) {
        int index = state.indexOf(phase);
        boolean bakes = state.phase(phase).map(PhaseState::status).orElse(null) == PhaseStatus.BAKING;
        return bakes || index <= 0
                ? List.of(phase)
                : state.phases().subList(0, index).stream().map(PhaseState::name).toList();
    }

    /**
     * What was said about some phases.
     *
     * @throws IOException naming a phase that the rollout does not have: nobody could ever say anything about it
     */
    List<Response> of(List<String> phases) throws IOException {
        for (String phase : phases) {
            if (state.phase(phase).isEmpty()) {
                throw new IOException("there is no phase '" + phase + "'; the phases are "
                        + String.join(", ", state.phases().stream().map(PhaseState::name).toList()));
            }
        }
        return responses.stream().filter(response -> phases.contains(response.phase())).toList();
    }

    /**
     * The phase that people speak about when they do not say: the last one that they have. Before anybody has any, the one
     * whose gate waits.
     */
    public static String usualPhase(RolloutState state) {
        String usual = state.currentPhase().or(() -> state.phases().stream().findFirst())
                .map(PhaseState::name)
                .orElse("");
        for (PhaseState phase : state.phases()) {
            usual = phase.deployedAt() != null ? phase.name() : usual;
        }
        return usual;
    }
}
