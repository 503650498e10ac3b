package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Is told of everything that any rollout wrote, to keep it elsewhere too. Its methods must return at once: they are
 * called between a decision and what follows from it. Nothing is lost over a kill: a rollout stays noted as open until
 * the witness says that it has kept all of it, and the next start tells of it again.
 */
public interface Witness {
    /** Keeps nothing. */
    Witness NOBODY = new Witness() {
        @Override
        public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
            // nobody asked for it
        }

        @Override
        public void found(Path directory, RolloutState state) {
            // its journal has it
        }

        @Override
        public CompletionStage<Void> kept(String rolloutId) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /**
     * These entries are on the disk. Called in order for each rollout.
     *
     * @param directory with the journal
     * @param hashes of the entries' lines in it
     * @param state after the last of them
     */
    void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state);

    /** A rollout of the controller's life before was found; of what its journal has, any part may not have been kept. */
    void found(Path directory, RolloutState state);

    /** The rollout has ended. @return done once everything that was told of it is kept */
    CompletionStage<Void> kept(String rolloutId);
}
