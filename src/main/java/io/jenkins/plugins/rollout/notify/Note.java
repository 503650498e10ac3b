package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A line of an {@link Outbox}.
 *
 * @param what happened
 * @param at when
 * @param sequence {@link What#WANTED}: of the entry that asks for the messages
 * @param items {@link What#WANTED}: the messages, all that one entry asks for
 * @param id otherwise: of the message
 * @param tries otherwise: how often it was sent by then
 * @param why in one sentence
 * @param next {@link What#LATER}: when it is sent again
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Note(
        What what,
        Instant at,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sequence,
        List<Item> items,
        String id,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int tries,
        String why,
        Instant next) {

    /** What a line says. */
    enum What {
        WANTED,
        /** On the disk before the receiver can hear of it. */
        SENDING,
        SENT,
        /** It did not go through, and is tried again. */
        LATER,
        /** The receiver does not take it. */
        FAILED,
        /** The receiver was not reached for too long. */
        GIVEN_UP,
        /** It makes no sense any more. */
        DROPPED;

        boolean isFinal() {
            return this == SENT || this == FAILED || this == GIVEN_UP || this == DROPPED;
        }
    }

    Note {
        items = items == null ? List.of() : List.copyOf(items);
    }

    static Note wanted(Instant at, long sequence, List<Item> items) {
        return new Note(What.WANTED, at, sequence, items, null, 0, null, null);
    }

    static Note of(What what, Instant at, String id, int tries, String why) {
        return new Note(what, at, 0, null, id, tries, why, null);
    }

    static Note later(Instant at, String id, int tries, String why, Instant next) {
        return new Note(What.LATER, at, 0, null, id, tries, why, next);
    }
}
