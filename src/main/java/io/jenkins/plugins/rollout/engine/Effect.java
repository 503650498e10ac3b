package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Stage;
import java.time.Instant;

/** Something to be done for a rollout. Two equal effects are the same one: it is done once. */
sealed interface Effect {

    /** Take a round of samples. */
    record Measure(String phase, Stage stage, int attempt, int round, Instant at) implements Effect {}

    /** Look again when the time has come. */
    record Wake(Instant at) implements Effect {}

    /** Look again and again whether a target's world is still as the operation left it. */
    record Look(String phase, String operation) implements Effect {}

    /** Offer a newer rollout everything that was deployed. */
    record Offer(String to) implements Effect {}

    /** Call a target, for the given try of an operation. */
    record Call(String phase, String operation, int tryNumber) implements Effect {}
}
