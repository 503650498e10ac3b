package io.jenkins.plugins.rollout.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A shortcut, never a source: the state after a known line of the journal, so that a long journal need not be folded
 * from its start. One that does not fit the journal is ignored.
 *
 * @param sequence of the last entry in it
 * @param hash of that entry's line
 * @param end offset behind that line
 * @param digest of the state's JSON
 */
record Snapshot(long sequence, String hash, long end, String digest, JsonNode state) {
    /** Stands for no line at all. */
    static final Snapshot NONE = new Snapshot(0, Lines.NOTHING_BEFORE, 0, "", null);

    static Snapshot of(RolloutState state, String hash, long end) throws IOException {
        JsonNode json = Lines.JSON.valueToTree(state);
        return new Snapshot(state.sequence(), hash, end, digest(json), json);
    }

    void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, Lines.JSON.writeValueAsBytes(this));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static Optional<Snapshot> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Snapshot read = Lines.JSON.readValue(file.toFile(), Snapshot.class);
            return read.state != null && digest(read.state).equals(read.digest)
                    ? Optional.of(read)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // written in part when the controller was killed: the journal has it all
        }
    }

    RolloutState restore() throws IOException {
        return Lines.JSON.treeToValue(state, RolloutState.class);
    }

    private static String digest(JsonNode json) throws IOException {
        byte[] bytes = Lines.JSON.writeValueAsBytes(json);
        return Lines.hash(bytes, 0, bytes.length);
    }
}
