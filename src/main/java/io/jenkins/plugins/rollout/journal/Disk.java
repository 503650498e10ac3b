package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that grow at their end or are replaced whole, and are on the disk before anybody builds on them. */
public final class Disk {
    private static final Logger LOGGER = System.getLogger(Disk.class.getName());

    private Disk() {}

    /**
     * Writes behind what counts so far, with one sync of the disk. The first write syncs the folder too.
     *
     * @param end where the file ends as far as it counts; what stands behind it was left by a write that failed
     */
    public static void append(Path file, long end, byte[] bytes) throws IOException {
        write(file, end, bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (end == 0) {
            syncFolder(file.toAbsolutePath().resolveSibling(""));
        }
    }

    /**
     * The same for a file that is there.
     *
     * @throws java.nio.file.NoSuchFileException when it is not
     */
    static void extend(Path file, long end, byte[] bytes) throws IOException {
        write(file, end, bytes, StandardOpenOption.WRITE);
    }

    private static void write(Path file, long end, byte[] bytes, OpenOption... options) throws IOException {
        try (FileChannel channel = FileChannel.open(file, options)) {
            if (channel.size() != end) {
                channel.truncate(end);
            }
            channel.position(end);
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(false);
        }
    }

    /**
     * Gives a file another content, in one piece: whoever reads it, also after a kill at any instant, finds the old or
     * the new. It is on the disk when this returns.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file.toAbsolutePath().resolveSibling(""));
    }

    /** Cuts off what stands behind the given place. */
    public static void cut(Path file, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    /** Makes sure that a file that was made, renamed or deleted in the folder stays so. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            LOGGER.log(Level.DEBUG, "Windows opens no folders, and has nothing to sync there", e);
        }
    }
}
