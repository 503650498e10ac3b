package hudson.model.queue;

/** Why something that was asked for may not start. */
public abstract class CauseOfBlockage {
    public abstract String getShortDescription();

    /** Whether it never will. */
    public boolean isFatal() {
        return false;
    }
}
