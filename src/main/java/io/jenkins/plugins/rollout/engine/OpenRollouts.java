package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Spare;
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

/**
 * Which rollouts are open and where their journals are: one small file each, so that a restart finds them all. As long
 * as a rollout is noted its journal has a spare, so that it can be written when its build is deleted.
 */
final class OpenRollouts {
    private final Path folder;
    private final Path spares;
    private final Map<String, Object> notes = new HashMap<>();

    OpenRollouts(Path home) {
        folder = home.resolve("open");
        spares = home.resolve("spare");
    }

    Spare spare(String id) {
        return new Spare(spares.resolve(id));
    }

    /** Notes a rollout down; it is on the disk when this returns. A spare of another one of the same id goes. */
    void add(String id, Path directory) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(id + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(directory.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        synchronized (this) {
            spare(id).remove();
            Files.move(part, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            notes.put(id, new Object());
        }
    }

    /** Tells the note of this rollout from a later one of the same id. Null for one of the controller's life before. */
    synchronized Object note(String id) {
        return notes.get(id);
    }

    /** Whether a rollout of this id is noted. */
    boolean has(String id) {
        return Files.exists(folder.resolve(id));
    }

    /** Removes exactly that note; the spare before it, for nobody would look for it without one. */
    synchronized void remove(String id, Object note) throws IOException {
        if (notes.get(id) == note) {
            spare(id).remove();
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
