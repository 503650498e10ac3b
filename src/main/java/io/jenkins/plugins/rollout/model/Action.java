package io.jenkins.plugins.rollout.model;

/** What a phase's block and targets are asked to do. */
public enum Action {
    DEPLOY,
    UNDO;

    /** The word that blocks see as {@code ROLLOUT_ACTION}: {@code deploy} or {@code undo}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
