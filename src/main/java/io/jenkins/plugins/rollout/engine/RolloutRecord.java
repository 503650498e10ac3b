package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A rollout as its journal tells it, to look at. */
public record RolloutRecord(RolloutState state, List<Entry> entries) {

    /**
     * @param directory with the journal
     * @return empty when there is no journal
     * @throws io.jenkins.plugins.rollout.journal.JournalDamaged when it does not verify
     */
    public static Optional<RolloutRecord> read(Path directory) throws IOException {
        if (!Journal.exists(directory)) {
            return Optional.empty();
        }
        List<Entry> entries = JournalReader.read(directory, 0);
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(new RolloutRecord(Evolution.fold(entries), entries));
    }
}
