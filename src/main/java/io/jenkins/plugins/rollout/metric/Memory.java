package io.jenkins.plugins.rollout.metric;

import java.util.Optional;

/**
 * What a source remembers from one look of a criterion to the next, such as the counters that a rate is reckoned from.
 * Gone after a restart, when the gate or bake ends, and when it has grown old because nobody looked for many rounds.
 */
public interface Memory {
    /** What was kept last, if it is of that type. */
    <T> Optional<T> recall(Class<T> type);

    /** Keeps something small and immutable in place of what was kept before. */
    void keep(Object remembered);
}
