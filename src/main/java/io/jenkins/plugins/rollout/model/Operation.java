package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One call of one target, over all its tries.
 *
 * @param id sent with each try; the same id is the same operation
 * @param status where it stands
 * @param tryNumber from 1
 * @param again when it is tried again; null unless it is
 * @param message what the target said last
 * @param drift how the world differs from what the operation left; null when it does not, as far as is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(
        String id,
        Action action,
        TargetRef target,
        Status status,
        int tryNumber,
        Instant again,
        String message,
        Drift drift) {
    private static final Pattern AGAIN = Pattern.compile(".*:again\\d+");

    /**
     * The world is not what the journal says.
     *
     * @param what in one sentence, as the target said it
     * @param at when it was first seen so
     * @param accepted whether somebody said that it may stay so
     */
    public record Drift(String what, Instant at, boolean accepted) {}

    public enum Status {
        RUNNING,
        /** Waits for its next try. */
        POSTPONED,
        DONE,
        FAILED,
        /** A deployment nobody waits for any more, because a rollback began: it may have worked. */
        ABANDONED
    }

    public boolean open() {
        return status == Status.RUNNING || status == Status.POSTPONED;
    }

    /** Whether its next try is due. */
    public boolean dueAgain(Instant now) {
        return status == Status.POSTPONED && !again.isAfter(now);
    }

    /** Whether it repeats an operation that had been done, because its world had changed. */
    @JsonIgnore
    public boolean isAgain() {
        return AGAIN.matcher(id).matches();
    }

    /** Whether the world differs from what it left, and nobody has accepted that. */
    @JsonIgnore
    public boolean hasDrifted() {
        return drift != null && !drift.accepted();
    }

    Operation with(Drift seen) {
        return new Operation(id, action, target, status, tryNumber, again, message, seen);
    }

    Operation accepted() {
        return drift == null ? this : with(new Drift(drift.what(), drift.at(), true));
    }

    Operation with(Status newStatus, Instant newAgain, String newMessage) {
        return new Operation(id, action, target, newStatus, tryNumber, newAgain, newMessage, drift);
    }

    Operation nextTry(int number) {
        return new Operation(id, action, target, Status.RUNNING, number, null, message, null);
    }
}
