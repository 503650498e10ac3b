package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A journal does not verify: a line was changed, removed or put in. It is reported, never repaired. */
public final class JournalDamaged extends IOException {
    private static final long serialVersionUID = 1L;
    private final long line;

    public JournalDamaged(Path file, long line, String why) {
        super("journal " + file.getFileName() + " of " + file.toAbsolutePath().getParent().getFileName() + ", line "
                + line + ": " + why + ". The rollout is not continued; compare with a backup");
        this.line = line;
    }

    /** The first bad line, from 1. */
    public long line() {
        return line;
    }
}
