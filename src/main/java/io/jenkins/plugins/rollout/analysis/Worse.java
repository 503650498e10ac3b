package io.jenkins.plugins.rollout.analysis;

/** Which way a number may not go. */
public enum Worse {
    /** More is worse: errors, latency. */
    HIGHER,
    /** Less is worse: sales, throughput. */
    LOWER,
    /** Any change is worse. */
    DIFFERENT
}
