package io.jenkins.plugins.rollout.target;

import java.util.Objects;

/**
 * What a target says became of an operation.
 *
 * @param state where it stands
 * @param message one sentence for people, without secrets; may be empty
 */
public record Observation(State state, String message) {
    public enum State {
        /** It is over and worked; of an undo: nothing of the version is left. */
        DONE,
        /**
         * The target's world is not as the operation leaves it. Somebody else changed it; or, where the world is all
         * that the target remembers, the operation was never done. Sending it again does no harm.
         */
        CHANGED,
        /** It is over and did not work. */
        FAILED,
        /** It is not over. */
        RUNNING,
        /** Never heard of, or the target cannot tell. Sending the operation again does no harm. */
        UNKNOWN
    }

    public Observation {
        Objects.requireNonNull(state, "state");
        message = message == null ? "" : message;
    }

    public static Observation done(String message) {
        return new Observation(State.DONE, message);
    }

    public static Observation changed(String message) {
        return new Observation(State.CHANGED, message);
    }

    public static Observation failed(String message) {
        return new Observation(State.FAILED, message);
    }

    public static Observation running(String message) {
        return new Observation(State.RUNNING, message);
    }

    public static Observation unknown(String message) {
        return new Observation(State.UNKNOWN, message);
    }
}
