package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a rollout stood when something changed who has its version. The last of a rollout tells all of it.
 *
 * @param at when it changed
 * @param event what happened, by the event's name: {@code phaseDeployed}
 * @param rollout its id
 * @param sequence of that event in the rollout's journal
 * @param declared when the rollout was declared: tells it from another of the same id, after its job was made again
 * @param build externalizable id of the build, {@code team/shop#12}
 * @param previousVersion the version before it; null when none was known
 * @param work when the build began, for the lead time; when it was declared where the build was gone before this was
 *     written
 * @param started when its turn came; null before
 * @param failed when it began to be taken back, or was ended with its version left somewhere; null when it was not
 * @param ended null while it goes on
 * @param result null while it goes on
 * @param cause why it ended so, or is being taken back
 * @param undone whether everything was taken back; null when nothing had to be
 * @param shares the phases that were begun, in order
 * @param taken what it took over from the rollout before it; null when nothing
 * @param handedTo id of the rollout that took all of it over; null when none did
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Course(
        Instant at,
        String event,
        String rollout,
        long sequence,
        Instant declared,
        String build,
        String application,
        String environment,
        String version,
        String previousVersion,
        Instant work,
        Instant started,
        Instant failed,
        Instant ended,
        Result result,
        String cause,
        Boolean undone,
        List<Share> shares,
        Taken taken,
        String handedTo) {
    private static final BigDecimal EVERYONE = BigDecimal.valueOf(100);

    /**
     * What another rollout had deployed.
     *
     * @param rollout its id
     * @param build its build
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Taken(String version, String rollout, String build, List<Share> shares) {
        public Taken {
            shares = shares == null ? List.of() : List.copyOf(shares);
        }

        static Taken of(Inheritance inherited) {
            return inherited == null
                    ? null
                    : new Taken(
                            inherited.version(),
                            inherited.from(),
                            inherited.build(),
                            Share.all(inherited.parts().stream().map(Inheritance.Part::phase)));
        }
    }

    public Course {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(rollout, "rollout");
        cause = cause == null ? "" : cause;
        shares = shares == null ? List.of() : List.copyOf(shares);
    }

    /** A gate alone puts nothing before anybody. */
    static boolean isKept(RolloutState state) {
        return state.plan().form() != Plan.Form.GATE;
    }

    /** Whether such an event changes anything that is told here. */
    static boolean counts(RolloutState state, Event event) {
        return isKept(state)
                && (event instanceof Event.RolloutDeclared
                        || event instanceof Event.TakenOver
                        || event instanceof Event.RolloutStarted
                        || event instanceof Event.DeployStarted
                        || event instanceof Event.PhaseDeployed
                        || event instanceof Event.PhaseDone
                        || event instanceof Event.RollbackStarted
                        || event instanceof Event.PhaseUndone
                        || event instanceof Event.PhaseNotUndone
                        || event instanceof Event.RollbackEnded
                        || event instanceof Event.RolloutEnded);
    }

    /** @param state after the entry */
    static Course of(RolloutState state, Entry entry, Instant work) {
        return of(state, entry.at(), entry.event().getClass().getSimpleName(), work);
    }

    /** Where it stands, whatever happened last. */
    static Course of(RolloutState state, Instant at, String event, Instant work) {
        Plan plan = state.plan();
        RolloutState.Rollback rollback = state.rollback();
        List<Share> shares = Share.all(state.phases().stream());
        String handedTo = state.isEnded() && state.isOffered() ? state.handOver().to() : null;
        boolean left = state.isEnded() && state.result() != Result.SUCCESS && handedTo == null && hasAny(shares);
        return new Course(
                at,
                event,
                state.id(),
                state.sequence(),
                state.declaredAt(),
                state.build(),
                plan.application(),
                plan.environment(),
                plan.version(),
                plan.previousVersion(),
                work,
                state.startedAt(),
                rollback != null ? rollback.at() : left ? state.endedAt() : null,
                state.endedAt(),
                state.result(),
                state.cause().isEmpty() && rollback != null ? rollback.cause() : state.cause(),
                rollback == null ? null : rollback.complete(),
                shares,
                Taken.of(state.inherited()),
                handedTo);
    }

    private static boolean hasAny(List<Share> shares) {
        return shares.stream().anyMatch(share -> share.has() != Share.Has.NO);
    }

    /** Full name of the job, {@code team/shop}. */
    @JsonIgnore
    public String job() {
        return job(build);
    }

    /** Full name of the job of a build. */
    public static String job(String build) {
        int number = build == null ? -1 : build.lastIndexOf('#');
        return number < 0 ? "" : build.substring(0, number);
    }

    @JsonIgnore
    public boolean isOver() {
        return ended != null;
    }

    /** Of the same rollout, or of one that had its id before. */
    boolean isLaterThan(Course other) {
        return declared.equals(other.declared) ? sequence > other.sequence : declared.isAfter(other.declared);
    }

    /** Whether somebody has the version by it, or may have. */
    @JsonIgnore
    public boolean isOut() {
        return hasAny(shares) && handedTo == null;
    }

    /** Whether the version that it took over is out, or may be. */
    @JsonIgnore
    public boolean isTakenOut() {
        return taken != null && hasAny(taken.shares());
    }

    /** Whether it ever put its version before anybody. */
    @JsonIgnore
    public boolean isChange() {
        return shares.stream().anyMatch(share -> share.deployed() != null);
    }

    /** Whether it made way for another rollout, by no failure of its own. */
    @JsonIgnore
    public boolean isSuperseded() {
        return handedTo != null || cause.startsWith("superseded by ");
    }

    /** Whether everybody has it, as far as its phases say: one reached 100 %, or none says how many it is for. */
    @JsonIgnore
    public boolean isForEveryone() {
        BigDecimal exposure = exposure();
        return exposure == null
                ? reached().stream().allMatch(share -> share.audience() == null)
                : exposure.compareTo(EVERYONE) >= 0;
    }

    /** Percent of everyone who have the version or may have it; null when only cohorts do. */
    @JsonIgnore
    public BigDecimal exposure() {
        return Share.exposure(reached());
    }

    /** The cohorts that have the version or may have it, as people write them: {@code employees}, {@code 50 % of testers}. */
    @JsonIgnore
    public List<String> audiences() {
        return Share.audiences(reached());
    }

    /** Whoever had the version that was taken over gets the new one with its first phase. */
    private List<Share> reached() {
        return taken == null || !hasAny(shares)
                ? shares
                : Stream.concat(taken.shares().stream(), shares.stream()).toList();
    }
}
