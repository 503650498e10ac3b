package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.journal.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The last line that was written: no later line vouches for it, so that it is noted beside the files. After a kill it
 * may be older than the files; then the chain leads on from it.
 *
 * @param number of the line; 0 before the first
 */
record Head(long number, String hash) {
    static final Head NOTHING = new Head(0, Lines.NOTHING_BEFORE);
    private static final String FILE = "head.json";

    static Optional<Head> read(Path folder) {
        try {
            return Optional.of(Lines.JSON.readValue(folder.resolve(FILE).toFile(), Head.class))
                    .filter(head -> head.hash() != null);
        } catch (IOException e) {
            return Optional.empty(); // the files have it all
        }
    }

    void write(Path folder) throws IOException {
        Path part = folder.resolve(FILE + ".part");
        Files.write(part, Lines.JSON.writeValueAsBytes(this));
        Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
