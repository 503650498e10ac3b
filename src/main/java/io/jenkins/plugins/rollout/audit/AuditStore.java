package io.jenkins.plugins.rollout.audit;

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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps records for longer than builds live. What {@link #append} was given is on the disk when it returns; nothing is
 * ever changed. What does not verify is reported and never repaired: the trail goes on behind it, from the line that was
 * last written here.
 */
public final class AuditStore {
    private static final Logger LOGGER = System.getLogger(AuditStore.class.getName());

    /** Sees a line that can be read. */
    @FunctionalInterface
    public interface Reader {
        /** @param bytes the line as it stands in the file, from and to (exclusive), without its end */
        void line(AuditLine line, byte[] bytes, int from, int to) throws IOException;
    }

    private final Path folder;
    private final Months months;
    private final Clock clock;
    private Head head = Head.NOTHING;

    private AuditStore(Path folder, Months months, Clock clock) {
        this.folder = folder;
        this.months = months;
        this.clock = clock;
    }

    /** Opens the trail in a folder, which is made if it is not there. A last line without its end is cut. */
    public static AuditStore open(Path folder, Clock clock) throws IOException {
        var store = new AuditStore(folder, Months.in(folder, clock), clock);
        store.recover();
        return store;
    }

    private synchronized void recover() throws IOException {
        Head noted = Head.read(folder).orElse(Head.NOTHING);
        List<Path> files = months.files();
        for (int i = files.size() - 1; i >= 0 && months.end() == 0; i--) {
            recover(files.get(i), noted);
        }
        if (noted.number() > head.number()) {
            LOGGER.log(Level.ERROR, "the audit trail does not verify: it ends with record " + head.number()
                    + ", but there were " + noted.number());
            head = noted;
        }
    }

    private void recover(Path file, Head noted) throws IOException {
        var last = new byte[1][];
        var atNoted = new String[1];
        Scan scan = Scan.unchecked(file, (number, offset, bytes, from, to, hash) -> {
            last[0] = java.util.Arrays.copyOfRange(bytes, from, to);
            atNoted[0] = hash.equals(noted.hash()) ? hash : atNoted[0];
        });
        months.goOn(file, scan);
        if (last[0] == null) {
            return; // nothing but a torn line: the month before has the last whole one
        }
        head = new Head(number(last[0]), scan.lastHash());
        if (head.number() == 0 || noted.number() == head.number() && atNoted[0] == null) {
            LOGGER.log(Level.ERROR, "the audit trail does not verify: the last line of " + file.getFileName()
                    + " was changed");
            head = noted;
        }
    }

    /** 0 for a line that cannot be read. */
    private static long number(byte[] line) {
        try {
            return AuditLine.read(line, 0, line.length).number();
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Writes records, all of them with one sync of the disk.
     *
     * @throws IOException when they could not be written; then none of them counts
     */
    public synchronized void append(List<AuditRecord> records) throws IOException {
        var lines = new ArrayList<AuditLine>();
        records.forEach(record -> lines.add(new AuditLine(null, 0, record, null)));
        write(lines);
    }

    private void write(List<AuditLine> contents) throws IOException {
        if (contents.isEmpty()) {
            return;
        }
        var bytes = new ByteArrayOutputStream();
        Head last = head;
        for (AuditLine content : contents) {
            long number = last.number() + 1;
            byte[] line = new AuditLine(last.hash(), number, content.record(), content.anchor()).bytes();
            last = new Head(number, Lines.hash(line, 0, line.length));
            bytes.writeBytes(line);
            bytes.write('\n');
        }
        months.append(bytes.toByteArray());
        head = last;
        head.write(folder);
    }

    /** Sees what a query wants, oldest first, a line at a time. Lines that cannot be read are left out. */
    public void read(AuditQuery query, Reader reader) throws IOException {
        for (Path file : months.since(query.from())) {
            read(file, query, reader);
        }
    }

    private static void read(Path file, AuditQuery query, Reader reader) throws IOException {
        if (!Files.exists(file)) {
            return; // it was let go meanwhile
        }
        Scan.unchecked(file, (number, offset, bytes, from, to, hash) -> {
            AuditLine line = readable(bytes, from, to);
            if (line != null && line.record() != null && query.wants(line.record())) {
                reader.line(line, bytes, from, to);
            }
        });
    }

    private static AuditLine readable(byte[] bytes, int from, int to) {
        try {
            return AuditLine.read(bytes, from, to);
        } catch (IOException e) {
            return null; // verify tells of it
        }
    }

    /** The last records that a query wants, oldest first. */
    public List<AuditLine> latest(AuditQuery query, int most) throws IOException {
        var found = new ArrayDeque<AuditLine>();
        List<Path> files = months.since(query.from());
        for (int i = files.size() - 1; i >= 0 && found.size() < most; i--) {
            var ofMonth = new ArrayDeque<AuditLine>();
            int room = most - found.size();
            read(files.get(i), query, (line, bytes, from, to) -> {
                ofMonth.addLast(line);
                if (ofMonth.size() > room) {
                    ofMonth.removeFirst();
                }
            });
            while (!ofMonth.isEmpty()) {
                found.addFirst(ofMonth.removeLast());
            }
        }
        return List.copyOf(found);
    }

    /**
     * How far these rollouts are known.
     *
     * @param since nothing about them was written before
     */
    public Map<String, Follower.Known> known(Collection<String> rollouts, Instant since) throws IOException {
        var known = new HashMap<String, Follower.Known>();
        var wanted = Set.copyOf(rollouts);
        read(new AuditQuery(since, null, "", "", "", ""), (line, bytes, from, to) -> {
            AuditRecord record = line.record();
            if (wanted.contains(record.rollout())) {
                known.merge(
                        record.rollout(),
                        new Follower.Known(record.declared(), record.sequence()),
                        Follower.Known::or);
            }
        });
        return known;
    }

    /** Checks every line of every month. */
    public Verification verify() throws IOException {
        Head known;
        List<Path> files;
        synchronized (this) {
            known = head;
            files = months.files();
        }
        try {
            return new Verifying(known).verify(files);
        } catch (NoSuchFileException e) {
            return verify(); // a month was let go meanwhile
        }
    }

    /** Lets whole months go. See {@link Retention}. */
    public synchronized int drop(Retention retention) throws IOException {
        List<Path> over = retention.over(months.files(), clock.instant());
        var anchors = new ArrayList<AuditLine>();
        for (Path file : over) {
            retention.anchor(file).ifPresent(anchor -> anchors.add(new AuditLine(null, 0, null, anchor)));
        }
        write(anchors); // one for each month: the chain verifies also when the controller is killed between two of them
        for (Path file : over) {
            Files.deleteIfExists(file);
        }
        if (!over.isEmpty()) {
            Disk.syncFolder(folder);
        }
        return over.size();
    }
}
