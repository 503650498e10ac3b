package io.jenkins.plugins.rollout.embedded.job;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a build's log. What is written is in the file at once, so a kill loses nothing that was said. */
final class BuildLog implements TaskListener {
    private static final long serialVersionUID = 1L;

    private final transient PipelineRun run;
    private transient PrintStream out;

    BuildLog(PipelineRun run) {
        this.run = run;
    }

    /** Opened when the first line comes, closed when the build is over and again opened for a late line. */
    @Override
    public synchronized PrintStream getLogger() {
        if (run.isGone()) {
            return new PrintStream(OutputStream.nullOutputStream());
        }
        if (out == null) {
            Path file = run.getLogFile().toPath();
            try {
                out = new PrintStream(new FileOutputStream(file.toFile(), true), true, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out;
    }

    synchronized void close() {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private Object writeReplace() {
        return new Name(run.getExternalizableId());
    }

    /** A step may keep its listener; after a restart it is its build's new one. */
    private record Name(String build) implements Serializable {
        private Object readResolve() {
            return Run.fromExternalizableId(build) instanceof PipelineRun run ? run.listener() : TaskListener.NULL;
        }
    }
}
