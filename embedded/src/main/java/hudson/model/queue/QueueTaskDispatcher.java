package hudson.model.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionPoint;
import hudson.model.Queue;

/** Has a say in whether something that was asked for may start. Nothing waits here, so nobody asks it. */
public abstract class QueueTaskDispatcher implements ExtensionPoint {
    @CheckForNull
    public CauseOfBlockage canRun(Queue.Item item) {
        return null;
    }
}
