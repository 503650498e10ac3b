package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Goes through the lines of a file from its end to its start, reading no more of it than it is asked for. */
public final class Backwards {
    private static final int CHUNK = 64 * 1024;

    /** Sees each whole line; says whether it wants more. */
    @FunctionalInterface
    public interface Visitor {
        /** @param offset of its first byte in the file */
        boolean line(long offset, byte[] bytes, int from, int to) throws IOException;
    }

    private Backwards() {}

    /**
     * Reads back from a place that is the start of a line, or the end of the file.
     *
     * @param end beyond the file's end stands for its end
     * @return whether the start was reached
     */
    public static boolean read(Path file, long end, Visitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long at = Math.min(end, channel.size()); // of the first byte in the array
            byte[] bytes = new byte[0];
            boolean whole = false; // what stands behind the last end of line is no line
            while (at > 0) {
                int more = (int) Math.min(CHUNK, at);
                at -= more;
                byte[] longer = Arrays.copyOf(chunk(channel, at, more), more + bytes.length);
                System.arraycopy(bytes, 0, longer, more, bytes.length);
                int to = longer.length;
                for (int i = more - 1; i >= 0; i--) {
                    if (longer[i] == '\n') {
                        if (whole && !visitor.line(at + i + 1, longer, i + 1, to)) {
                            return false;
                        }
                        whole = true;
                        to = i;
                    }
                }
                bytes = Arrays.copyOf(longer, to);
            }
            return !whole || visitor.line(0, bytes, 0, bytes.length);
        }
    }

    private static byte[] chunk(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            continue; // until all of it is there
        }
        return buffer.array();
    }
}
