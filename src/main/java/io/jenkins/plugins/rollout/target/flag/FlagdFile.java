package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.http.HttpFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;

/** A file on the controller. It is replaced in one step: whoever reads it sees the one or the other, whole. */
record FlagdFile(String path) implements FlagdStore {
    static final long LARGEST = 10L * 1024 * 1024;

    @Override
    public Object place() {
        return path;
    }

    @Override
    public Content read() throws IOException {
        try {
            Path file = Path.of(path).toRealPath();
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("flagd's file has more than 10 MiB, which is not read");
            }
            return new Content(Files.readString(file), Optional.empty());
        } catch (NoSuchFileException e) {
            throw new HttpFailure(HttpFailure.Kind.REFUSED, "flagd's file is not there; an administrator defined where it is");
        } catch (IOException e) {
            throw new HttpFailure(
                    HttpFailure.Kind.UNREACHABLE, "flagd's file cannot be read: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public boolean replace(Content before, String text, String operation) throws IOException {
        Path file = Path.of(path).toRealPath(); // a link stays a link
        // beside it, so that it can take its place at once
        Path draft = Files.createTempFile(file.resolveSibling("").normalize(), ".flags-", ".tmp");
        try {
            try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            keepPermissions(file, draft);
            if (!Files.readString(file).equals(before.text())) {
                return false; // somebody else was here
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** flagd may run as somebody else. */
    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView kept = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView made = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (kept != null && made != null) {
            made.setPermissions(kept.readAttributes().permissions());
        }
    }
}
