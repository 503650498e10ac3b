package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * One call of one target, over all its tries.
 *
 * @param id sent with each try; the same id is the same operation
 * @param status where it stands
 * @param tryNumber from 1
 * @param again when it is tried again; null unless it is
 * @param message what the target said last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(
        String id, Action action, TargetRef target, Status status, int tryNumber, Instant again, String message) {
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

    Operation with(Status newStatus, Instant newAgain, String newMessage) {
        return new Operation(id, action, target, newStatus, tryNumber, newAgain, newMessage);
    }

    Operation nextTry(int number) {
        return new Operation(id, action, target, Status.RUNNING, number, null, message);
    }
}
