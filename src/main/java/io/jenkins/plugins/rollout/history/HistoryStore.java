package io.jenkins.plugins.rollout.history;

import io.jenkins.plugins.rollout.engine.Follower;
import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.journal.Months;
import io.jenkins.plugins.rollout.journal.Scan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps what rollouts left behind for longer than builds live. What {@link #append} was given is on the disk when it
 * returns; nothing is ever changed. A note beside the files says what follows from all lines up to a place, so that a start
 * reads only those behind it, and files of old months may be taken away.
 */
public final class HistoryStore {
    private static final Logger LOGGER = System.getLogger(HistoryStore.class.getName());
    private static final String NOTE = "live.json";
    private static final int LINES_BETWEEN_NOTES = 2_000;

    /**
     * What follows from all lines up to a place.
     *
     * @param month whose file it is in; null before the first
     * @param end offset behind the last line that counts
     */
    private record Note(YearMonth month, long end, List<Place> places) {
        private static final Note NOTHING = new Note(null, 0, List.of());
    }

    private final Path folder;
    private final Months months;
    private final Places kept = new Places();
    private int unnoted;

    private HistoryStore(Path folder, Months months) {
        this.folder = folder;
        this.months = months;
    }

    /** Opens the history in a folder, which is made if it is not there. A last line without its end is cut. */
    public static HistoryStore open(Path folder, Clock clock) throws IOException {
        var store = new HistoryStore(folder, Months.in(folder, clock));
        store.recover();
        return store;
    }

    private synchronized void recover() throws IOException {
        Note note = note();
        note.places().forEach(kept::put);
        months.goOn(note.month(), note.end());
        for (Path file : months.files()) {
            YearMonth its = Months.of(file);
            if (note.month() == null || !its.isBefore(note.month())) {
                long start = its.equals(note.month()) ? Math.min(note.end(), Files.size(file)) : 0;
                Scan scan = Scan.unchecked(file, start, reading(file, kept::change));
                unnoted += (int) Math.min(LINES_BETWEEN_NOTES, scan.lines());
                months.goOn(file, scan);
            }
        }
    }

    /** A note that cannot be read is none: the files have it all. */
    private Note note() {
        Path file = folder.resolve(NOTE);
        if (!Files.exists(file)) {
            return Note.NOTHING;
        }
        try {
            Note note = Lines.JSON.readValue(file.toFile(), Note.class);
            return note.places() == null ? Note.NOTHING : note;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, file + " cannot be read; all months are", e);
            return Note.NOTHING;
        }
    }

    private static Scan.Visitor reading(Path file, Consumer<HistoryLine> reader) {
        return (number, offset, bytes, from, to, hash) -> {
            HistoryLine line;
            try {
                line = HistoryLine.read(bytes, from, to);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, file + ", line at " + offset + " is not a line of a history; it is left out", e);
                return;
            }
            reader.accept(line);
        };
    }

    /** What is live and under way, as far as it is on the disk; at the moment of the call. */
    Places places() {
        var now = new Places();
        kept.all().forEach(now::put);
        return now;
    }

    /**
     * Writes lines, all of them with one sync of the disk.
     *
     * @throws IOException when they could not be written; then none of them counts
     */
    public synchronized void append(List<HistoryLine> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        var bytes = new ByteArrayOutputStream();
        for (HistoryLine line : lines) {
            bytes.writeBytes(line.bytes());
            bytes.write('\n');
        }
        months.append(bytes.toByteArray());
        lines.forEach(kept::change);
        unnoted += lines.size();
        if (unnoted >= LINES_BETWEEN_NOTES) {
            writeNote();
        }
    }

    /** Notes what follows from all lines, for a quick start. */
    public synchronized void writeNote() {
        if (unnoted == 0) {
            return;
        }
        try {
            Disk.replace(folder.resolve(NOTE), Lines.JSON.writeValueAsBytes(new Note(months.month(), months.end(), kept.all())));
            unnoted = 0;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the next start reads more of the history than it need", e);
        }
    }

    /** Sees every line, oldest first. Lines that cannot be read are left out. */
    public void read(Consumer<HistoryLine> reader) throws IOException {
        for (Path file : months.files()) {
            Scan.unchecked(file, reading(file, reader));
        }
    }

    /**
     * How far these rollouts are known.
     *
     * @param since nothing about them was written before
     */
    Map<String, Follower.Known> known(Collection<String> rollouts, Instant since) throws IOException {
        var known = new HashMap<String, Follower.Known>();
        var wanted = Set.copyOf(rollouts);
        for (Path file : months.since(since)) {
            Scan.unchecked(file, reading(file, line -> {
                Course course = line.course();
                if (course != null && wanted.contains(course.rollout())) {
                    known.merge(
                            course.rollout(),
                            new Follower.Known(course.declared(), course.sequence()),
                            Follower.Known::or);
                }
            }));
        }
        return known;
    }

    /** A page of rollouts that ended, see {@link Pages}. */
    public Pages pages() {
        return new Pages(months);
    }
}
