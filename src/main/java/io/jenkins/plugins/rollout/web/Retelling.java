package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.List;

/** Goes through a journal from its start, for a sentence needs the state before it. */
final class Retelling {
    private final long after;
    private final List<Told> told;
    private RolloutState state;

    /** @param told takes what happened after the given sequence */
    Retelling(long after, List<Told> told) {
        this.after = after;
        this.told = told;
    }

    void follow(Entry entry) {
        RolloutState before = state;
        state = Evolution.evolve(before, entry);
        if (entry.sequence() > after) {
            told.add(Told.of(before, entry, state));
        }
    }
}
