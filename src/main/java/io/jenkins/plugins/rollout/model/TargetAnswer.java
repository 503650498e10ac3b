package io.jenkins.plugins.rollout.model;

import java.util.Objects;

/**
 * What became of one operation of a target.
 *
 * @param outcome done, or failed in one of two ways
 * @param message one sentence for people, without secrets
 */
public record TargetAnswer(Outcome outcome, String message) {
    public enum Outcome {
        DONE,
        /** It did not work and may work when tried again: a timeout, a server error, a lost connection. */
        FAILED_FOR_NOW,
        /** It did not work and will not: refused, unknown, not possible. */
        FAILED
    }

    public TargetAnswer {
        Objects.requireNonNull(outcome, "outcome");
        message = message == null ? "" : message;
    }

    public static TargetAnswer done(String message) {
        return new TargetAnswer(Outcome.DONE, message);
    }

    public static TargetAnswer failed(String message) {
        return new TargetAnswer(Outcome.FAILED, message);
    }

    public static TargetAnswer failedForNow(String message) {
        return new TargetAnswer(Outcome.FAILED_FOR_NOW, message);
    }

    public boolean isDone() {
        return outcome == Outcome.DONE;
    }
}
