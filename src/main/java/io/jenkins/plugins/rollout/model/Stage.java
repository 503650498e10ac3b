package io.jenkins.plugins.rollout.model;

/** Where within a phase something happened. */
public enum Stage {
    GATE("gate"),
    DEPLOY("deployment"),
    BAKE("bake"),
    UNDO("undo");

    private final String word;

    Stage(String word) {
        this.word = word;
    }

    /** The stage as people call it. */
    public String word() {
        return word;
    }
}
