package io.jenkins.plugins.rollout.engine;

/** How a sentence of the story is meant. Never the only carrier of what it says. */
public enum Tone {
    PLAIN,
    /** Something went as it should. */
    GOOD,
    /** Something failed. */
    BAD,
    /** A person did something, or is asked to. */
    HUMAN
}
