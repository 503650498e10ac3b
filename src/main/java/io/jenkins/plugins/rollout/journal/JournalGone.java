package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A journal was deleted under its rollout, and has no {@link Spare}: nothing more can be written or read of it. */
public final class JournalGone extends IOException {
    private static final long serialVersionUID = 1L;

    JournalGone(Path directory) {
        super("its journal in " + directory.getFileName() + " was deleted");
    }
}
