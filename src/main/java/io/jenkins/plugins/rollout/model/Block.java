package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One call of a phase's block.
 *
 * @param ended null while it is wanted or runs; otherwise whether it went well
 * @param message why it failed, or empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Block(Action action, int attempt, Boolean ended, String message) {
    public static Block wanted(Action action, int attempt) {
        return new Block(action, attempt, null, "");
    }

    public boolean open() {
        return ended == null;
    }

    public boolean ok() {
        return Boolean.TRUE.equals(ended);
    }
}
