package io.jenkins.plugins.rollout.journal;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one rollout that goes on. What {@link #append} was given is on the disk when it returns. One writer at
 * a time; the engine sees to that.
 */
public final class Journal {
    private static final String FILE = "journal.jsonl";
    private static final String SNAPSHOT = "snapshot.json";

    /** A snapshot is written after so many entries. */
    static final int SNAPSHOT_EVERY = 1000;

    /** The place of every so-manieth line is kept, to read from there. */
    private static final int INDEX_EVERY = 256;

    private record Place(long offset, String hashBefore) {}

    private final Path directory;
    private final List<Place> places = new ArrayList<>();
    private long lines;
    private long end;
    private String lastHash = Lines.NOTHING_BEFORE;
    private long snapshotAt;

    private Journal(Path directory) {
        this.directory = directory;
    }

    /** What was found when a journal was opened. @param state null when nothing was ever written */
    public record Recovered(Journal journal, RolloutState state, boolean tornTailCut) {
        public Optional<RolloutState> found() {
            return Optional.ofNullable(state);
        }
    }

    static Path file(Path directory) {
        return directory.resolve(FILE);
    }

    /** Where the journal of a rollout is, for those who hand it out. */
    public static Path fileIn(Path directory) {
        return file(directory);
    }

    public static boolean exists(Path directory) {
        return Files.isRegularFile(file(directory));
    }

    /** Starts a journal; its folder is made, and on the disk, when this returns. */
    public static Journal create(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (exists(directory)) {
            throw new IOException("there is a journal in " + directory.getFileName() + " already");
        }
        return new Journal(directory);
    }

    /**
     * Opens a journal after the controller was stopped or killed. A last line without its end was never acted upon: it
     * is cut.
     *
     * @throws JournalDamaged when anything else does not verify
     */
    public static Recovered open(Path directory) throws IOException {
        var journal = new Journal(directory);
        return Files.isRegularFile(file(directory)) ? journal.recover() : new Recovered(journal, null, false);
    }

    private synchronized void seen(long number, long offset, String hash) {
        if ((number - 1) % INDEX_EVERY == 0) {
            places.add(new Place(offset, lastHash));
        }
        lastHash = hash;
    }

    /** @throws JournalDamaged when a snapshot stands for more lines than there are */
    static void missing(Path directory, long lines) throws JournalDamaged {
        missing(file(directory), lines, Snapshot.read(directory.resolve(SNAPSHOT)).orElse(Snapshot.NONE));
    }

    private static void missing(Path file, long lines, Snapshot snapshot) throws JournalDamaged {
        if (lines < snapshot.sequence()) {
            throw new JournalDamaged(file, lines + 1, "lines are missing: there were " + snapshot.sequence());
        }
    }

    private synchronized Recovered recover() throws IOException {
        Path file = file(directory);
        Snapshot snapshot = Snapshot.read(directory.resolve(SNAPSHOT)).orElse(Snapshot.NONE);
        var fold = new RolloutState[1];
        Scan scan = Scan.of(file, (number, offset, bytes, from, to, hash) -> {
            seen(number, offset, hash);
            if (number < snapshot.sequence()) {
                return;
            }
            if (number == snapshot.sequence()) {
                boolean fits = hash.equals(snapshot.hash()) && offset + to - from + 1 == snapshot.end();
                fold[0] = fits
                        ? snapshot.restore()
                        : Evolution.fold(JournalReader.read(directory, 0).subList(0, (int) number));
                return;
            }
            Entry entry = Lines.read(Arrays.copyOfRange(bytes, from, to));
            if (entry.sequence() != number) {
                throw new JournalDamaged(file, number, "it has the sequence " + entry.sequence());
            }
            fold[0] = Evolution.evolve(fold[0], entry);
        });
        missing(file, scan.lines(), snapshot);
        lines = scan.lines();
        end = scan.end();
        snapshotAt = snapshot.sequence();
        if (scan.torn()) {
            Disk.cut(file, end);
        }
        return new Recovered(this, fold[0], scan.torn());
    }

    /**
     * Writes entries, all of them with one sync of the disk.
     *
     * @param after the state after the last of them, for the snapshot
     * @return the hash of each line
     * @throws IOException when they could not be written; then none of them counts
     */
    public synchronized List<String> append(List<Entry> entries, RolloutState after) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var hashes = new ArrayList<String>(entries.size());
        String hash = lastHash;
        var newPlaces = new ArrayList<Place>();
        long number = lines;
        for (Entry entry : entries) {
            number++;
            if (entry.sequence() != number) {
                throw new IllegalArgumentException("entry " + entry.sequence() + " cannot follow " + (number - 1));
            }
            if ((number - 1) % INDEX_EVERY == 0) {
                newPlaces.add(new Place(end + bytes.size(), hash));
            }
            byte[] line = Lines.write(entry, hash);
            hash = Lines.hash(line, 0, line.length);
            hashes.add(hash);
            bytes.writeBytes(line);
            bytes.write('\n');
        }
        Disk.append(file(directory), end, bytes.toByteArray());
        lines = number;
        end += bytes.size();
        lastHash = hash;
        places.addAll(newPlaces);
        if (lines - snapshotAt >= SNAPSHOT_EVERY) {
            Snapshot.of(after, lastHash, end).write(directory.resolve(SNAPSHOT));
            snapshotAt = lines;
        }
        return hashes;
    }

    /** The entries after the given sequence, at most so many. */
    public synchronized List<Entry> entries(long after, int most) throws IOException {
        var entries = new ArrayList<Entry>();
        if (lines <= after) {
            return entries;
        }
        int place = (int) Math.min(places.size() - 1, Math.max(0, after) / INDEX_EVERY);
        Place start = places.get(place);
        Scan.from(
                file(directory),
                start.offset(),
                (long) place * INDEX_EVERY,
                start.hashBefore(),
                (number, offset, bytes, from, to, hash) -> {
                    if (number > after && entries.size() < most) {
                        entries.add(Lines.read(Arrays.copyOfRange(bytes, from, to)));
                    }
                });
        return entries;
    }

    public synchronized long lines() {
        return lines;
    }

    public Path directory() {
        return directory;
    }
}
