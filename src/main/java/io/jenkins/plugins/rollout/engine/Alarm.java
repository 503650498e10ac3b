package io.jenkins.plugins.rollout.engine;

import java.time.Instant;

/** Calls back at a time; one for all rollouts, so that waiting costs no thread. */
interface Alarm {
    /** @return cancels it; harmless when it went off already */
    Runnable at(Instant time, Runnable task);
}
