package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.engine.Story;
import io.jenkins.plugins.rollout.engine.Tone;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;

/**
 * An entry of the journal with its sentence.
 *
 * @param text the sentence; empty for what is not worth one
 */
record Told(Entry entry, String text, Tone tone) {

    /** @param before null for the first entry */
    static Told of(RolloutState before, Entry entry, RolloutState after) {
        return Story.tell(before, entry, after)
                .map(sentence -> new Told(entry, sentence.text(), sentence.tone()))
                .orElseGet(() -> new Told(entry, "", Tone.PLAIN));
    }

    long sequence() {
        return entry.sequence();
    }
}
