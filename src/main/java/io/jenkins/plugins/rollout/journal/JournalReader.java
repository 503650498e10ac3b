package io.jenkins.plugins.rollout.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
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

    /** Sees an entry, the hash of its line and the state after it. */
    public interface Follower {
        void entry(Entry entry, String hash, RolloutState state) throws IOException;
    }

    /**
     * Goes through a journal from its start.
     *
     * @throws JournalDamaged when the chain does not hold, after everything before that was seen
     */
    public static void follow(Path directory, Follower follower) throws IOException {
        var state = new RolloutState[1];
        Scan.of(Journal.file(directory), (number, offset, bytes, from, to, hash) -> {
            Entry entry = Lines.read(Arrays.copyOfRange(bytes, from, to));
            state[0] = Evolution.evolve(state[0], entry);
            follower.entry(entry, hash, state[0]);
        });
    }

    /** Sees an entry and the hash of its line. */
    public interface Witnessing {
        void entry(Entry entry, String hash) throws IOException;
    }

    /**
     * Checks every entry of a journal, and that none is missing that a snapshot knows of.
     *
     * @param witnessing sees each good one; may throw {@link JournalDamaged}
     * @return how many lines it has
     * @throws JournalDamaged naming the first bad line
     */
    public static long verify(Path directory, Witnessing witnessing) throws IOException {
        Path file = Journal.file(directory);
        long lines = Scan.of(file, (number, offset, bytes, from, to, hash) -> {
                    Entry entry = read(file, number, Arrays.copyOfRange(bytes, from, to));
                    if (entry.sequence() != number) {
                        throw new JournalDamaged(file, number, "it has the sequence " + entry.sequence());
                    }
                    witnessing.entry(entry, hash);
                })
                .lines();
        Journal.missing(directory, lines);
        return lines;
    }

    /**
     * Checks the chain without reading what the entries say.
     *
     * @return how many lines it has
     * @throws JournalDamaged naming the first bad line
     */
    public static long chain(Path directory) throws IOException {
        long lines = Scan.of(Journal.file(directory), (number, offset, bytes, from, to, hash) -> {})
                .lines();
        Journal.missing(directory, lines);
        return lines;
    }

    public static long verify(Path directory) throws IOException {
        return verify(directory, (entry, hash) -> {});
    }

    private static Entry read(Path file, long number, byte[] line) throws IOException {
        try {
            return Lines.read(line);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new JournalDamaged(file, number, "this is not an entry of a journal");
        }
    }
}
