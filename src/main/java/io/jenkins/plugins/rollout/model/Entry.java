package io.jenkins.plugins.rollout.model;

import java.time.Instant;
import java.util.Objects;

/**
 * One line of the journal.
 *
 * @param sequence from 1, without gaps
 * @param at when it happened
 * @param by who did it; {@link Actor#ENGINE} for what follows by itself
 * @param event what happened
 */
public record Entry(long sequence, Instant at, Actor by, Event event) {
    public Entry {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(event, "event");
    }
}
