package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several witnesses as one: a rollout stays noted until each has kept all of it. */
public record Witnesses(List<Witness> all) implements Witness {
    public Witnesses {
        all = List.copyOf(all);
    }

    @Override
    public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
        all.forEach(witness -> witness.wrote(directory, entries, hashes, state));
    }

    @Override
    public void found(Path directory, RolloutState state) {
        all.forEach(witness -> witness.found(directory, state));
    }

    @Override
    public CompletionStage<Void> kept(String rolloutId) {
        return CompletableFuture.allOf(all.stream()
                .map(witness -> witness.kept(rolloutId).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
