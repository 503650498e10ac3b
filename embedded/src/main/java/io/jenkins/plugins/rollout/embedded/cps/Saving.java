package io.jenkins.plugins.rollout.embedded.cps;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** When a program is saved: each time it comes to rest after something has changed. */
final class Saving {
    private final Program program;
    private final ProgramStore store;
    private final List<SettableFuture<Void>> waiting = new ArrayList<>();
    private boolean changed;
    private boolean failed;

    Saving(Program program, ProgramStore store) {
        this.program = program;
        this.store = store;
    }

    /** On the program's own thread. */
    void changed() {
        changed = true;
    }

    /** Completes when everything that is so now is on disk. */
    synchronized ListenableFuture<Void> next() {
        SettableFuture<Void> saved = SettableFuture.create();
        waiting.add(saved);
        return saved;
    }

    /** The program has come to rest. */
    void rest(ProgramState state) {
        if (changed && state != null && !program.isOver()) {
            changed = false;
            try {
                store.write(program, state);
            } catch (IOException | RuntimeException | StackOverflowError e) {
                cannotSave(state, e);
            }
        }
        List<SettableFuture<Void>> saved;
        synchronized (this) {
            saved = List.copyOf(waiting);
            waiting.clear();
        }
        saved.forEach(f -> f.set(null));
    }

    /** A program that could not come back must not go on: its innermost steps fail with what could not be saved. */
    private void cannotSave(ProgramState state, Throwable e) {
        IOException problem = new IOException(
                "the program could not be saved while it waits: " + e
                        + "; keep such an object in a @NonCPS method or let go of it before the next step",
                e);
        if (failed) {
            program.finish(new com.cloudbees.groovy.cps.Outcome(null, problem));
            return;
        }
        failed = true;
        for (ProgramThread t : List.copyOf(state.threads.values())) {
            if (t.isInnermost()) {
                t.waitingFor.onFailure(problem);
            }
        }
    }
}
