package io.jenkins.plugins.rollout.analysis;

/** A way to compare two series. Without state and pure: the same sides and question give the same finding. */
public interface Comparison {
    /**
     * Judges everything measured so far. It is asked again after every sample.
     *
     * @return PASS and FAIL only on enough samples; never throws for what the numbers are
     */
    Finding judge(Sides sides, Question question);
}
