package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.journal.Journal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Hands out the journal of a rollout as it is, up to the last whole line. */
final class JournalFile {
    private static final int BUFFER = 64 * 1024;
    private final Path file;

    private JournalFile(Path file) {
        this.file = file;
    }

    /** @return empty when nothing was written yet */
    static Optional<JournalFile> of(Path directory) {
        return Journal.exists(directory) ? Optional.of(new JournalFile(Journal.fileIn(directory))) : Optional.empty();
    }

    void send(String id, HttpServletResponse response) throws IOException {
        long length = wholeLines();
        response.setContentType("application/x-ndjson;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".jsonl\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "private, no-cache");
        response.setContentLengthLong(length);
        OutputStream out = response.getOutputStream();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("the journal became shorter while it was read");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    /** Bytes up to the end of the last whole line: the one behind it is being written. */
    private long wholeLines() throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] buffer = new byte[BUFFER];
            long end = bytes.length();
            while (end > 0) {
                int size = (int) Math.min(buffer.length, end);
                bytes.seek(end - size);
                bytes.readFully(buffer, 0, size);
                for (int i = size - 1; i >= 0; i--) {
                    if (buffer[i] == '\n') {
                        return end - size + i + 1;
                    }
                }
                end -= size;
            }
            return 0;
        }
    }
}
