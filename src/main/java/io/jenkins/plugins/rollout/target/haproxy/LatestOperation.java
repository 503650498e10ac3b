package io.jenkins.plugins.rollout.target.haproxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Has the operations of one place done one after the other, and none that a later one has overtaken: a deployment that
 * nobody waits for any more must not come after its undo.
 */
final class LatestOperation {
    private static final Map<String, LatestOperation> BY_PLACE = new ConcurrentHashMap<>();

    private volatile String operation;

    private LatestOperation() {}

    /** To be called when the operation is asked for, on the caller's thread. */
    static LatestOperation at(String place, String operation) {
        LatestOperation latest = BY_PLACE.computeIfAbsent(place, unused -> new LatestOperation());
        latest.operation = operation;
        return latest;
    }

    /** Does it when its turn comes. */
    synchronized <T> T run(String wanted, Supplier<T> work) {
        if (!wanted.equals(operation)) {
            throw Refused.forNow("a later operation took its place");
        }
        return work.get();
    }
}
