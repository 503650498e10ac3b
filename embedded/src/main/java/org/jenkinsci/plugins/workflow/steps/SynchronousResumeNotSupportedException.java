package org.jenkinsci.plugins.workflow.steps;

/** A step that was at work when the controller went away cannot go on. */
public final class SynchronousResumeNotSupportedException extends Exception {
    private static final long serialVersionUID = 1L;

    SynchronousResumeNotSupportedException() {
        super("The Pipeline step could not be resumed because the controller restarted in the middle of it;"
                + " consider using a retry around it");
    }
}
