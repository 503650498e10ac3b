package io.jenkins.plugins.rollout.model;

/** What one look at one criterion says. Only {@link #PASS} lets a gate through. */
public enum Verdict {
    /** The sample is within the limit. */
    PASS,
    /** The sample is outside the limit. */
    FAIL,
    /** There is a sample, but it does not decide: a human is asked. */
    INCONCLUSIVE,
    /**
     * What there is does not suffice yet, and only time or people can add to it: answers of testers for one. Nothing is
     * wrong; whoever waits goes on waiting, for as long as it takes, without a human being asked.
     */
    WAITING,
    /** There is no usable sample: not a number, an empty answer, a series where a number is wanted, a timeout, an error. */
    NO_DATA
}
