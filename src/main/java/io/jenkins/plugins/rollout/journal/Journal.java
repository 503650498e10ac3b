package io.jenkins.plugins.rollout.journal;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one rollout that goes on. What {@link #append} was given is on the disk when it returns. One writer at
 * a time; the engine sees to that. When its folder is deleted it goes on in its {@link Spare}.
 */
public final class Journal {
    private static final Logger LOGGER = System.getLogger(Journal.class.getName());
    private static final String FILE = "journal.jsonl";
    private static final String SNAPSHOT = "snapshot.json";

    /** A snapshot is written after so many entries. */
    static final int SNAPSHOT_EVERY = 1000;

    /** The place of every so-manieth line is kept, to read from there. */
    private static final int INDEX_EVERY = 256;

    private record Place(long offset, String hashBefore) {}

    private final Spare spare;
    private final List<Place> places = new ArrayList<>();
    private long lines;
    private long end;
    private String lastHash = Lines.NOTHING_BEFORE;
    private long snapshotAt;
    private Path directory;

    /** Whether the same file stands in the spare's folder. */
    private boolean spared;

    private Journal(Path directory, Spare spare) {
        this.directory = directory;
        this.spare = spare;
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

    /** Starts a journal without a spare. */
    public static Journal create(Path directory) throws IOException {
        return create(directory, Spare.NONE);
    }

    /** Starts a journal; its folder is made, and on the disk, when this returns. */
    public static Journal create(Path directory, Spare spare) throws IOException {
        Files.createDirectories(directory);
        if (exists(directory)) {
            throw new IOException("there is a journal in " + directory.getFileName() + " already");
        }
        return new Journal(directory, spare);
    }

    /** Opens a journal that has no spare. */
    public static Recovered open(Path directory) throws IOException {
        return open(directory, Spare.NONE);
    }

    /**
     * Opens a journal after the controller was stopped or killed: where it is, or in its spare when it is not there any
     * more. A last line without its end was never acted upon: it is cut.
     *
     * @throws JournalDamaged when anything else does not verify
     */
    public static Recovered open(Path directory, Spare spare) throws IOException {
        if (exists(directory)) {
            return new Journal(directory, spare).recover();
        }
        return spare.holds(1)
                ? new Journal(spare.directory(), Spare.NONE).recover()
                : new Recovered(new Journal(directory, spare), null, false);
    }

    /** The folder was deleted: the file itself stands in the spare's, as long as it was. */
    private void goOnInSpare() throws JournalGone {
        if (!spared || !spare.holds(end)) {
            throw new JournalGone(directory);
        }
        directory = spare.directory();
        spared = false;
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
        Path folder = directory;
        Path file = file(folder);
        Snapshot snapshot = Snapshot.read(folder.resolve(SNAPSHOT)).orElse(Snapshot.NONE);
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
                        : Evolution.fold(JournalReader.read(folder, 0).subList(0, (int) number));
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
        spared = spare.keep(file);
        return new Recovered(this, fold[0], scan.torn());
    }

    /**
     * Writes entries, all of them with one sync of the disk.
     *
     * @param after the state after the last of them, for the snapshot
     * @return the hash of each line
     * @throws JournalGone when they never can be
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
        write(bytes.toByteArray());
        lines = number;
        end += bytes.size();
        lastHash = hash;
        places.addAll(newPlaces);
        if (lines - snapshotAt >= SNAPSHOT_EVERY) {
            snapshot(after);
        }
        return hashes;
    }

    private void write(byte[] bytes) throws IOException {
        if (end == 0) {
            Disk.append(file(directory), end, bytes);
            spared = spare.keep(file(directory));
            return;
        }
        try {
            Disk.extend(file(directory), end, bytes);
        } catch (NoSuchFileException e) {
            goOnInSpare();
            write(bytes);
        }
    }

    /** What was written counts without it: it is tried again after as many entries. */
    private void snapshot(RolloutState after) {
        snapshotAt = lines;
        try {
            Snapshot.of(after, lastHash, end).write(directory.resolve(SNAPSHOT));
        } catch (IOException e) {
            LOGGER.log(Level.INFO, "rollout " + after.id() + ": no snapshot beside its journal: " + e);
        }
    }

    /** The entries after the given sequence, at most so many. */
    public synchronized List<Entry> entries(long after, int most) throws IOException {
        if (lines <= after) {
            return new ArrayList<>();
        }
        try {
            return read(after, most);
        } catch (NoSuchFileException e) {
            goOnInSpare();
            return read(after, most);
        }
    }

    private List<Entry> read(long after, int most) throws IOException {
        var entries = new ArrayList<Entry>();
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

    /** Where it can be read for as long as its rollout is not over, whatever becomes of its build. */
    public synchronized Path directory() {
        return spared ? spare.directory() : directory;
    }
}
