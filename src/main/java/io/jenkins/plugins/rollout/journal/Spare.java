package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A second name of a journal's file, in a folder that the deletion of a build does not reach: a hard link, so that
 * nothing is written twice. What has lost its first name goes on under this one. On file systems that link nothing there
 * is none.
 */
public final class Spare {
    /** For a journal that goes when its folder goes. */
    public static final Spare NONE = new Spare(null);

    private static final Logger LOGGER = System.getLogger(Spare.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Path directory;

    /** @param directory of this journal alone; made when it is needed */
    public Spare(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /**
     * Gives a journal its second name, unless it has it. What had that name before was another file.
     *
     * @return whether it has it now
     */
    boolean keep(Path journal) {
        if (directory == null) {
            return false;
        }
        Path link = Journal.file(directory);
        try {
            if (!Files.exists(link) || !Files.isSameFile(link, journal)) {
                remove();
                Files.createDirectories(directory);
                Files.createLink(link, journal);
                Disk.syncFolder(directory);
                Disk.syncFolder(directory.toAbsolutePath().resolveSibling(""));
            }
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            if (!TOLD.getAndSet(true)) {
                LOGGER.log(Level.INFO, "rollouts cannot be continued when their builds are deleted, for their journals have "
                        + "no hard links in " + directory.toAbsolutePath().getParent() + ": " + e);
            }
            return false;
        }
    }

    /** Whether so much of a journal is there. */
    boolean holds(long bytes) {
        try {
            return directory != null && Files.size(Journal.file(directory)) >= bytes;
        } catch (IOException e) {
            return false; // there is none
        }
    }

    /** Takes the second name away; the file stays as long as it has its first one. */
    public void remove() throws IOException {
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
