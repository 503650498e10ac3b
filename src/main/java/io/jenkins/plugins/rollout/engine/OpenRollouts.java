package io.jenkins.plugins.rollout.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which rollouts are open and where their journals are: one small file each, so that a restart finds them all. */
final class OpenRollouts {
    private final Path folder;
    private final Map<String, Object> notes = new HashMap<>();

    OpenRollouts(Path home) {
        folder = home.resolve("open");
    }

    /** Notes a rollout down; it is on the disk when this returns. */
    void add(String id, Path directory) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(id + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(directory.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        synchronized (this) {
            Files.move(part, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            notes.put(id, new Object());
        }
    }

    /** Tells the note of this rollout from a later one of the same id. Null for one of the controller's life before. */
    synchronized Object note(String id) {
        return notes.get(id);
    }

    /** Removes exactly that note. */
    synchronized void remove(String id, Object note) throws IOException {
        if (notes.get(id) == note) {
            notes.remove(id);
            Files.deleteIfExists(folder.resolve(id));
        }
    }

    Map<String, Path> all() throws IOException {
        var found = new TreeMap<String, Path>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String id = folder.relativize(file).toString();
                if (!id.endsWith(".part")) {
                    found.put(id, Path.of(Files.readString(file, StandardCharsets.UTF_8)));
                }
            }
        }
        return found;
    }
}
