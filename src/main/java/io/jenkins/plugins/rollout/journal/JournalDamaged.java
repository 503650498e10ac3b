package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A journal does not verify: a line was changed, removed or put in. It is reported, never repaired. */
public final class JournalDamaged extends IOException {
    private static final long serialVersionUID = 1L;
    private final long line;
    private final String why;

    public JournalDamaged(Path file, long line, String why) {
        super("journal " + shown(file.toAbsolutePath()) + ", line " + line + ": " + why
                + ". The rollout is not continued; compare with a backup");
        this.line = line;
        this.why = why;
    }

    /** The file and the rollout's folder; where the controller keeps them is nobody's business. */
    private static Path shown(Path file) {
        int names = file.getNameCount();
        return file.subpath(Math.max(0, names - 2), names);
    }

    /** The first bad line, from 1. */
    public long line() {
        return line;
    }

    /** What is wrong with it, in words that name no file. */
    public String why() {
        return why;
    }
}
