package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.Objects;

/**
 * What became of a message.
 *
 * @param why in one sentence, without secrets; empty when there is nothing to say
 * @param pause how long the receiver asks to be left alone; null when it does not
 */
public record Outcome(State state, String why, @CheckForNull Duration pause) {

    /** What it means for the message. */
    public enum State {
        /** The receiver has it. */
        SENT,
        /** The same may be sent again, and may then go through. */
        AGAIN,
        /** Trying again is no use. */
        FAILED
    }

    public Outcome {
        Objects.requireNonNull(state, "state");
        why = why == null ? "" : why;
    }

    public static Outcome sent() {
        return new Outcome(State.SENT, "", null);
    }

    public static Outcome again(String why) {
        return new Outcome(State.AGAIN, why, null);
    }

    public static Outcome again(String why, @CheckForNull Duration pause) {
        return new Outcome(State.AGAIN, why, pause);
    }

    public static Outcome failed(String why) {
        return new Outcome(State.FAILED, why, null);
    }
}
