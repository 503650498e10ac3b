package io.jenkins.plugins.rollout.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Goes through the bytes of a file of chained lines one by one, checking the hash chain as it goes. Lines are parsed by
 * the visitor only where it wants to.
 */
public final class Scan {
    private static final int CHUNK = 1 << 20;
    private static final int LONGEST_LINE = 64 << 20;

    /** Sees each whole line. */
    public interface Visitor {
        /**
         * @param number of the line, from 1
         * @param offset of its first byte in the file
         * @param hash of the line
         */
        void line(long number, long offset, byte[] bytes, int from, int to, String hash) throws IOException;
    }

    private final Path file;
    private final boolean strict;
    private long lines;
    private long end;
    private String lastHash = Lines.NOTHING_BEFORE;
    private boolean torn;

    private Scan(Path file, boolean strict) {
        this.file = file;
        this.strict = strict;
    }

    /** Reads the whole file. A last line without its end is left out and marks the journal as torn. */
    static Scan of(Path file, Visitor visitor) throws IOException {
        var scan = new Scan(file, true);
        scan.run(0, visitor);
        return scan;
    }

    /**
     * Reads from a line whose place and predecessor are known.
     *
     * @throws JournalDamaged at the first line that does not name the one before it
     */
    public static Scan from(Path file, long offset, long linesBefore, String hashBefore, Visitor visitor)
            throws IOException {
        var scan = new Scan(file, true);
        scan.lines = linesBefore;
        scan.lastHash = hashBefore;
        scan.run(offset, visitor);
        return scan;
    }

    /** Reads the whole file as it stands, whether its lines name each other or not. */
    public static Scan unchecked(Path file, Visitor visitor) throws IOException {
        return unchecked(file, 0, visitor);
    }

    /** The same from a place that is the start of a line. */
    public static Scan unchecked(Path file, long offset, Visitor visitor) throws IOException {
        var scan = new Scan(file, false);
        scan.run(offset, visitor);
        return scan;
    }

    private void run(long start, Visitor visitor) throws IOException {
        end = start;
        byte[] bytes = new byte[CHUNK];
        int filled = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(start);
            for (int read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled));
                    read > 0;
                    read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled))) {
                filled += read;
                int from = 0;
                for (int at = filled - read; at < filled; at++) {
                    if (bytes[at] == '\n') {
                        visit(bytes, from, at, visitor);
                        from = at + 1;
                    }
                }
                System.arraycopy(bytes, from, bytes, 0, filled - from);
                filled -= from;
                if (filled == bytes.length) {
                    if (filled >= LONGEST_LINE) {
                        throw new EOFException(file + ", line " + (lines + 1) + " is longer than any line we write");
                    }
                    bytes = java.util.Arrays.copyOf(bytes, bytes.length * 2);
                }
            }
        }
        torn = filled > 0;
    }

    private void visit(byte[] bytes, int from, int to, Visitor visitor) throws IOException {
        if (strict) {
            check(Lines.previous(bytes, from, to));
        }
        lastHash = Lines.hash(bytes, from, to);
        lines++;
        visitor.line(lines, end, bytes, from, to, lastHash);
        end += to - from + 1L;
    }

    private void check(String previous) throws JournalDamaged {
        if (previous == null) {
            throw new JournalDamaged(file, lines + 1, "this is not a line of a journal");
        }
        if (!previous.equals(lastHash)) {
            throw new JournalDamaged(
                    file,
                    lines + 1,
                    lines == 0
                            ? "this is not the first line of the journal"
                            : "it names another line before it than line " + lines
                                    + "; one of the two was changed, or lines were removed or put in");
        }
    }

    /** How many whole lines there are, with those before the place where reading began. */
    public long lines() {
        return lines;
    }

    /** Offset behind the last whole line. */
    public long end() {
        return end;
    }

    /** Of the last whole line. */
    public String lastHash() {
        return lastHash;
    }

    /** Whether bytes without an end of line stand behind the last whole one. */
    public boolean torn() {
        return torn;
    }
}
