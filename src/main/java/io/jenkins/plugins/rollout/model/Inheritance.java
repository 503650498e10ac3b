package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rollout took over from the one that it superseded: who has that one's version, and everything that has to be
 * undone besides its own should it come to that.
 *
 * @param from id of the rollout that handed it over
 * @param build the build of that rollout, for people
 * @param version that it brought
 * @param previousVersion that was live before it; may be empty
 * @param reach who has its version now
 * @param parts what was deployed, oldest first, by it and by those it took over from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Inheritance(
        String from, String build, String version, String previousVersion, Reach reach, List<Part> parts) {

    /**
     * A phase of an earlier rollout.
     *
     * @param rollout its id
     * @param version that it brought
     * @param previousVersion that was live before it; may be empty
     * @param phase as it stands; its name has the rollout's id before it: {@code shop-11-1/canary}
     */
    public record Part(String rollout, String version, String previousVersion, PhaseState phase) {
        /** The phase as its own plan had it. */
        public Phase planned() {
            return phase.phase().named(phase.name().substring(rollout.length() + 1));
        }

        Part with(PhaseState changed) {
            return new Part(rollout, version, previousVersion, changed);
        }
    }

    public Inheritance {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(version, "version");
        previousVersion = previousVersion == null ? "" : previousVersion;
        reach = reach == null ? Reach.NOBODY : reach;
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    /** What a rollout leaves to the one that takes over from it. */
    public static Inheritance of(RolloutState state) {
        Plan plan = state.plan();
        var parts = new ArrayList<Part>();
        if (state.inherited() != null) {
            state.inherited().parts().stream().filter(part -> part.phase().toUndo()).forEach(parts::add);
        }
        for (PhaseState phase : state.phases()) {
            if (phase.toUndo()) {
                parts.add(new Part(state.id(), plan.version(), plan.previousVersion(), phase.left(state.id())));
            }
        }
        return new Inheritance(
                state.id(), state.build(), plan.version(), plan.previousVersion(), Reach.of(state), parts);
    }

    /** Targets that only those before have deployed to, and no phase of the rollout that took over. */
    public List<TargetRef> onlyThere(RolloutState heir) {
        var own = new HashSet<Object>();
        heir.phases().forEach(phase -> phase.deployedTargets().forEach(target -> own.add(target.definition())));
        var left = new LinkedHashMap<Object, TargetRef>();
        parts.forEach(part -> part.phase().deployedTargets().stream()
                .filter(target -> !own.contains(target.definition()))
                .forEach(target -> left.put(target.definition(), target)));
        return List.copyOf(left.values());
    }

    Optional<Part> part(String phase) {
        return parts.stream().filter(part -> part.phase().name().equals(phase)).findFirst();
    }

    Inheritance with(String phase, java.util.function.UnaryOperator<PhaseState> change) {
        return new Inheritance(
                from,
                build,
                version,
                previousVersion,
                reach,
                parts.stream()
                        .map(part -> part.phase().name().equals(phase) ? part.with(change.apply(part.phase())) : part)
                        .toList());
    }
}
