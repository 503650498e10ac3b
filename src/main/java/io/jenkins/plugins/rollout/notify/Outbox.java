package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.journal.Scan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages of one rollout in a file of JSON Lines, each line on the disk before anything is built on it. A last line
 * without its end is cut: what it told happens again, with the same ids.
 */
final class Outbox {
    private static final int LONGEST_NAME = 180;

    private final String key;
    private final Path file;
    private long end;
    private long taken;
    private boolean ended;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    /** Audiences, and whether the last that is to be told them is that they have the version. */
    private final Map<String, Boolean> announced = new HashMap<>();

    /** Audiences that heard, or may have heard, that they have the version. */
    private final Set<String> told = new HashSet<>();

    /** A message and what is known of it. */
    static final class Line {
        private final Item item;
        private final Instant wanted;
        private Note last;
        private boolean maybeSent;

        private Line(Item item, Instant wanted) {
            this.item = item;
            this.wanted = wanted;
        }

        Item item() {
            return item;
        }

        /** When it was asked for. */
        Instant wanted() {
            return wanted;
        }

        /** Null before anything was done. */
        Note last() {
            return last;
        }

        int tries() {
            return last == null ? 0 : last.tries();
        }

        boolean isOver() {
            return last != null && last.what().isFinal();
        }

        /** Whether it was being sent when the controller was killed. */
        boolean maybeSent() {
            return maybeSent;
        }
    }

    private Outbox(String key, Path file) {
        this.key = key;
        this.file = file;
    }

    /** Names a rollout for ever: an id comes again when a job was deleted and made again. */
    static String key(RolloutState state) {
        return key(state.id(), state.declaredAt());
    }

    static String key(String rollout, Instant declared) {
        return rollout + "~" + Long.toString(declared.toEpochMilli(), Character.MAX_RADIX);
    }

    static Path file(Path folder, String key) {
        String name = key.length() <= LONGEST_NAME ? key : key.substring(0, 60) + "~" + digest(key);
        return folder.resolve(name + ".jsonl");
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reads a file, or begins with nothing where there is none. */
    static Outbox open(String key, Path file) throws IOException {
        var box = new Outbox(key, file);
        if (Files.exists(file)) {
            Scan scan = box.read();
            box.end = scan.end();
            if (scan.torn()) {
                Disk.cut(file, box.end);
            }
            box.lines.values().forEach(line -> line.maybeSent =
                    line.last != null && line.last.what() == Note.What.SENDING);
        }
        return box;
    }

    /** To look at, while somebody else may be writing. */
    static List<Line> look(Path file) throws IOException {
        var box = new Outbox("", file);
        if (Files.exists(file)) {
            box.read();
        }
        return List.copyOf(box.lines.values());
    }

    private Scan read() throws IOException {
        return Scan.unchecked(file, (number, offset, bytes, from, to, hash) ->
                remember(Lines.JSON.readValue(Arrays.copyOfRange(bytes, from, to), Note.class)));
    }

    private void remember(Note note) {
        if (note.what() == Note.What.WANTED) {
            taken = Math.max(taken, note.sequence());
            note.items().forEach(item -> remember(item, note.at()));
        } else if (lines.containsKey(note.id())) {
            Line line = lines.get(note.id());
            line.last = note;
            if (line.item.message().topic() == Topic.ARRIVED
                    && (note.what() == Note.What.SENT || note.what() == Note.What.DROPPED && note.tries() > 0)) {
                told.add(line.item.audience());
            }
        }
    }

    private void remember(Item item, Instant at) {
        lines.putIfAbsent(item.id(), new Line(item, at));
        if (item.message().topic().isAnnouncement()) {
            announced.put(item.audience(), item.message().topic() == Topic.ARRIVED);
        }
    }

    /** Writes it down. @throws IOException when that failed; then it did not happen */
    void write(Note note) throws IOException {
        byte[] line = Lines.JSON.writeValueAsBytes(note);
        byte[] bytes = Arrays.copyOf(line, line.length + 1);
        bytes[line.length] = '\n';
        Disk.append(file, end, bytes);
        end += bytes.length;
        remember(note);
    }

    String key() {
        return key;
    }

    Path file() {
        return file;
    }

    /** The last entry of the rollout's journal that is known to ask for messages. */
    long taken() {
        return taken;
    }

    /** Entries up to there need not be looked at again. */
    void seen(long sequence) {
        taken = Math.max(taken, sequence);
    }

    /** Whether its rollout has ended: nothing more will be asked for. */
    boolean isEnded() {
        return ended;
    }

    void ended(boolean now) {
        ended = now;
    }

    /** Those that are not over, in the order in which they were asked for. */
    List<Line> waiting() {
        return lines.values().stream().filter(line -> !line.isOver()).toList();
    }

    /** What is over need not be kept in memory. */
    void forget() {
        lines.values().removeIf(Line::isOver);
    }

    /** Whether an audience was told, or will be, that it has the version, and of nothing after that. */
    boolean isAnnounced(String audience) {
        return announced.getOrDefault(audience, false);
    }

    /** Whether an audience heard, or may have heard, that it has the version. */
    boolean isTold(String audience) {
        return told.contains(audience);
    }
}
