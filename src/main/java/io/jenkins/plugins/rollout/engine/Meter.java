package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** The engine's way to the metric sources; {@code metric/} stands behind it. */
public interface Meter {
    /**
     * Takes one sample and judges it. Must not block the caller.
     *
     * @param series names the run of samples this one belongs to: one gate or bake of one rollout. Sources that need
     *     an earlier sample (rates of counters) keep it under this name and the criterion's
     * @param interval time between two rounds; what a source does to get its first sample should not take much longer
     * @param since when this run of samples began: a comparison looks at everything since then, also after a restart
     * @return never fails for want of data: that is a reading with the verdict NO_DATA. Should it fail all the same,
     *     the engine counts it as NO_DATA
     */
    CompletionStage<Reading> read(String series, Criterion criterion, Situation situation, Duration interval, Instant since);

    /** The series will not be asked for again; whatever is kept for it can go. */
    default void forget(String series) {}
}
