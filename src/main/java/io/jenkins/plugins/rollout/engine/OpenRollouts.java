package io.jenkins.plugins.rollout.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which rollouts are open and where their journals are: one small file each, so that a restart finds them all. */
final class OpenRollouts {
    private final Path folder;

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
        Files.move(part, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void remove(String id) throws IOException {
        Files.deleteIfExists(folder.resolve(id));
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
