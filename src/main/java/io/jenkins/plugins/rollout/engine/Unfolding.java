package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A state with the entries that are being added to it. */
final class Unfolding {
    private final Rules rules;
    private final Instant now;
    private final List<Entry> entries = new ArrayList<>();
    private RolloutState state;

    /** @param rules what administrators allow now */
    Unfolding(RolloutState state, Rules rules, Instant now) {
        this.state = state;
        this.rules = rules;
        this.now = now;
    }

    Unfolding add(Actor by, Event event) {
        var entry = new Entry((state == null ? 0 : state.sequence()) + 1, now, by, event);
        state = Evolution.evolve(state, entry);
        entries.add(entry);
        return this;
    }

    Unfolding add(Event event) {
        return add(Actor.ENGINE, event);
    }

    Instant now() {
        return now;
    }

    Rules rules() {
        return rules;
    }

    RolloutState state() {
        return state;
    }

    List<Entry> entries() {
        return entries;
    }
}
