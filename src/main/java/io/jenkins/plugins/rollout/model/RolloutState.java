package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a rollout stands: the fold of its journal, and nothing else.
 *
 * @param sequence of the last event in it
 * @param build the build it runs in, for people
 * @param concerned ids of those who started the build or authored its changes
 * @param behind the rollout it waits for; null unless it waits
 * @param phases one per phase of the plan, in order
 * @param current index of the phase under way; −1 before the first
 * @param held why it waits for a human decision; null unless it does
 * @param pause who paused it; null unless somebody did
 * @param rollback why everything is being undone; null unless it is
 * @param hotfix who took the hot-fix lane; null unless somebody did
 * @param handOver to whom it is to be handed over; null unless it is
 * @param inherited what it took over from an older rollout; null when nothing
 * @param abortAsked whether the build was aborted once
 * @param buildLost whether the build ended without the rollout
 * @param buildGone whether it was deleted, so that nobody can act on the rollout any more
 * @param result how it ended; null while it goes on
 * @param cause why it ended so, in one line
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutState(
        String id,
        long sequence,
        String build,
        Plan plan,
        Set<String> concerned,
        Status status,
        String behind,
        List<PhaseState> phases,
        int current,
        Hold held,
        Pause pause,
        Rollback rollback,
        Hotfix hotfix,
        HandOver handOver,
        Inheritance inherited,
        boolean abortAsked,
        boolean buildLost,
        boolean buildGone,
        Instant declaredAt,
        Instant startedAt,
        Instant endedAt,
        Result result,
        String cause) {

    public enum Status {
        /** Waits for another rollout of the same application and environment. */
        WAITING,
        RUNNING,
        ROLLING_BACK,
        ENDED
    }

    /** @param phase the phase it is about */
    public record Hold(HoldKind kind, String phase, Stage stage, String why, Instant at) {}

    public record Pause(String by, String reason, Instant at) {}

    /**
     * A newer rollout takes over.
     *
     * @param to its id
     * @param offered whether it depends on that one now whose it is
     */
    public record HandOver(String to, Instant at, boolean offered) {}

    /** @param complete null while it goes on */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rollback(Result result, String cause, String by, Instant at, Boolean complete) {}

    /**
     * The lane past freezes and closed hours.
     *
     * @param by id of who took it
     * @param rules who must approve what is deployed from now on
     * @param before names of the phases that were let through before
     */
    public record Hotfix(String by, String name, String reason, Instant at, List<Approval.Rule> rules, Set<String> before) {
        public Hotfix {
            rules = List.copyOf(rules);
            before = Set.copyOf(before);
        }

        /** What a phase asks for in the lane: what is asked stays, who answers does not. */
        Approval approval(Approval planned) {
            return new Approval(
                    false,
                    rules,
                    false,
                    1,
                    planned.message(),
                    planned.expires(),
                    planned.onExpiry(),
                    planned.remind(),
                    null,
                    planned.ask());
        }
    }

    public RolloutState {
        Objects.requireNonNull(id, "id");
        concerned = concerned == null ? Set.of() : Set.copyOf(concerned);
        phases = phases == null ? List.of() : List.copyOf(phases);
        cause = cause == null ? "" : cause;
    }

    /** The state after the first event of a journal. */
    public static RolloutState declared(Event.RolloutDeclared event, Instant at) {
        return new RolloutState(
                event.rolloutId(),
                1,
                event.build(),
                event.plan(),
                event.concerned(),
                Status.WAITING,
                null,
                event.plan().phases().stream().map(PhaseState::pending).toList(),
                -1,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                at,
                null,
                null,
                null,
                "");
    }

    @JsonIgnore
    public boolean isEnded() {
        return status == Status.ENDED;
    }

    /** The phase under way, if one is. */
    @JsonIgnore
    public Optional<PhaseState> currentPhase() {
        return current < 0 || current >= phases.size() ? Optional.empty() : Optional.of(phases.get(current));
    }

    /** A phase of its own, or one that it took over, by the name that has here. */
    public Optional<PhaseState> phase(String name) {
        return everything().stream().filter(phase -> phase.name().equals(name)).findFirst();
    }

    /** The phases it took over, then its own: in the order in which they were deployed. */
    public List<PhaseState> everything() {
        if (inherited == null) {
            return phases;
        }
        var all = new ArrayList<PhaseState>();
        inherited.parts().forEach(part -> all.add(part.phase()));
        all.addAll(phases);
        return all;
    }

    /** Whether it depends on another rollout now whose what it deployed is. */
    @JsonIgnore
    public boolean isOffered() {
        return handOver != null && handOver.offered();
    }

    public int indexOf(String phase) {
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).name().equals(phase)) {
                return i;
            }
        }
        return -1;
    }

    /** Who must say yes in a phase, as it is now. */
    public Approval approval(PhaseState phase) {
        Approval planned = phase.phase().gate().approval();
        return hotfix == null || hotfix.before().contains(phase.name()) ? planned : hotfix.approval(planned);
    }

    /** The call of a block that is wanted or under way, if one is. */
    @JsonIgnore
    public Optional<BlockCall> blockCall() {
        if (isEnded() || buildLost) {
            return Optional.empty();
        }
        return everything().stream()
                .filter(PhaseState::blockOpen)
                .findFirst()
                .map(phase -> new BlockCall(
                        phase.phase(),
                        phase.block().action(),
                        phase.block().attempt(),
                        status == Status.ROLLING_BACK && phase.block().action() == Action.DEPLOY
                                || phase.status() == PhaseStatus.FAILED));
    }

    /**
     * A call of a block.
     *
     * @param cancel true when it shall end as soon as it can
     */
    public record BlockCall(Phase phase, Action action, int attempt, boolean cancel) {
        /** Whether it is the same call, wanted or to be cancelled. */
        public boolean sameAs(BlockCall other) {
            return other != null
                    && phase.name().equals(other.phase.name())
                    && action == other.action
                    && attempt == other.attempt;
        }
    }

    RolloutState change(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A state in the making. */
    static final class Draft {
        private final RolloutState from;
        Plan plan;
        Status status;
        String behind;
        List<PhaseState> phases;
        int current;
        Hold held;
        Pause pause;
        Rollback rollback;
        Hotfix hotfix;
        HandOver handOver;
        Inheritance inherited;
        boolean abortAsked;
        boolean buildLost;
        boolean buildGone;
        Instant startedAt;
        Instant endedAt;
        Result result;
        String cause;
        long sequence;

        private Draft(RolloutState from) {
            this.from = from;
            plan = from.plan;
            status = from.status;
            behind = from.behind;
            phases = from.phases;
            current = from.current;
            held = from.held;
            pause = from.pause;
            rollback = from.rollback;
            hotfix = from.hotfix;
            handOver = from.handOver;
            inherited = from.inherited;
            abortAsked = from.abortAsked;
            buildLost = from.buildLost;
            buildGone = from.buildGone;
            startedAt = from.startedAt;
            endedAt = from.endedAt;
            result = from.result;
            cause = from.cause;
            sequence = from.sequence;
        }

        /** Changes one phase, also one that was taken over; what nobody knows is left alone. */
        void phase(String name, java.util.function.UnaryOperator<PhaseState> change) {
            phases = phases.stream()
                    .map(phase -> phase.name().equals(name) ? change.apply(phase) : phase)
                    .toList();
            inherited = inherited == null ? null : inherited.with(name, change);
        }

        void add(Phase phase) {
            plan = plan.with(phase);
            phases = new ArrayList<>(phases);
            phases.add(PhaseState.pending(phase));
        }

        private RolloutState done() {
            return new RolloutState(
                    from.id, sequence, from.build, plan, from.concerned, status, behind, phases, current, held, pause,
                    rollback, hotfix, handOver, inherited, abortAsked, buildLost, buildGone, from.declaredAt, startedAt, endedAt, result, cause);
        }
    }
}
