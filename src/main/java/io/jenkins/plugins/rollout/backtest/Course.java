package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.model.Stage;
import java.time.Duration;
import java.time.Instant;

/**
 * What one start came to.
 *
 * @param start when the gate opened, the bake began, or the plan started
 * @param at when it ended so
 * @param phase where it ended; null when it passed
 * @param stage gate or bake of that phase; null when it passed
 * @param criterion which one decided; null when it passed or none did alone
 * @param why one sentence; empty when it passed
 * @param deployed when the first phase was deployed; null when none was
 */
record Course(
        Instant start,
        Outcome outcome,
        Instant at,
        String phase,
        Stage stage,
        String criterion,
        String why,
        Instant deployed) {
    /** One that the end of the past would cut short whatever it did. */
    static Course cut(Instant start, Instant end) {
        return new Course(start, Outcome.CUT, end, null, null, null, "the past ends before it could pass", null);
    }

    Duration took() {
        return Duration.between(start, at);
    }
}
