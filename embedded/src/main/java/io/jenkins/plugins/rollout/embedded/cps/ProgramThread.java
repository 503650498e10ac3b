package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.io.Serializable;

/** One line of execution: the program itself, or one run of a block. It is a saved continuation, not a Java thread. */
final class ProgramThread implements Serializable {
    private static final long serialVersionUID = 1L;

    final int id;
    final Continuable continuable;
    final Around around;

    /** The block's run; null for the program itself. */
    final Body body;

    /** The step it waits for; null while it can run. */
    StepCall waitingFor;

    private Outcome resumeWith;

    ProgramThread(int id, Continuable continuable, Around around, Body body) {
        this.id = id;
        this.continuable = continuable;
        this.around = around;
        this.body = body;
        this.resumeWith = new Outcome(null, null);
    }

    boolean canRun() {
        return resumeWith != null;
    }

    void resume(Outcome outcome) {
        waitingFor = null;
        resumeWith = outcome;
    }

    Outcome takeResume() {
        Outcome outcome = resumeWith;
        resumeWith = null;
        return outcome;
    }

    boolean isInside(Body outer) {
        for (Body b = body; b != null; b = b.call.thread.body) {
            if (b == outer) {
                return true;
            }
        }
        return false;
    }

    /** Whether it waits for a step that runs no block now: the ones that an abort reaches. */
    boolean isInnermost() {
        return waitingFor != null && !waitingFor.runsBlock();
    }
}
