package io.jenkins.plugins.rollout.journal;

import io.jenkins.plugins.rollout.model.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads journals that nobody writes any more, and verifies any. */
public final class JournalReader {
    private JournalReader() {}

    /**
     * All entries after the given sequence.
     *
     * @throws JournalDamaged when the chain does not hold anywhere in the file
     */
    public static List<Entry> read(Path directory, long after) throws IOException {
        var entries = new ArrayList<Entry>();
        Scan.of(Journal.file(directory), (number, offset, bytes, from, to, hash) -> {
            if (number > after) {
                entries.add(Lines.read(Arrays.copyOfRange(bytes, from, to)));
            }
        });
        return entries;
    }

    /**
     * Checks the whole chain.
     *
     * @return how many lines it has
     * @throws JournalDamaged naming the first bad line
     */
    public static long verify(Path directory) throws IOException {
        Path file = Journal.file(directory);
        return Scan.of(file, (number, offset, bytes, from, to, hash) -> {
                    Entry entry = Lines.read(Arrays.copyOfRange(bytes, from, to));
                    if (entry.sequence() != number) {
                        throw new JournalDamaged(file, number, "it has the sequence " + entry.sequence());
                    }
                })
                .lines();
    }
}
