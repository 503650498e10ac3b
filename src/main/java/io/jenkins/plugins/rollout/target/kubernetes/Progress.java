package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.target.Observation;
import java.util.Optional;

/**
 * How far an object is on its way to what was set in it.
 *
 * @param seen done, running or failed, in words
 * @param push a merge patch without which it would stay where it is; sent by an operation under way, never by a look
 */
record Progress(Observation seen, Optional<ObjectNode> push) {
    static Progress done(String message) {
        return new Progress(Observation.done(message), Optional.empty());
    }

    static Progress running(String message) {
        return new Progress(Observation.running(message), Optional.empty());
    }

    static Progress failed(String message) {
        return new Progress(Observation.failed(message), Optional.empty());
    }

    /** Stays where it is until it is pushed. */
    static Progress pushed(String message, ObjectNode push) {
        return new Progress(Observation.running(message), Optional.of(push));
    }
}
