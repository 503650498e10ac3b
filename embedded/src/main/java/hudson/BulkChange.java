package hudson;

import hudson.model.Saveable;
import java.io.Closeable;
import java.io.IOException;

/** Several changes of one object, saved once. */
public class BulkChange implements Closeable {
    private static final ThreadLocal<BulkChange> INNERMOST = new ThreadLocal<>();

    private final Saveable saveable;
    private final BulkChange parent;
    private boolean committed;

    public BulkChange(Saveable saveable) {
        this.saveable = saveable;
        this.parent = INNERMOST.get();
        INNERMOST.set(this);
    }

    public void commit() throws IOException {
        if (!committed) {
            committed = true;
            pop();
            saveable.save();
        }
    }

    @Override
    public void close() {
        abort();
    }

    public void abort() {
        if (!committed) {
            committed = true;
            pop();
        }
    }

    private void pop() {
        if (parent == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(parent);
        }
    }

    public static boolean contains(Saveable s) {
        for (BulkChange change = INNERMOST.get(); change != null; change = change.parent) {
            if (change.saveable == s) {
                return true;
            }
        }
        return false;
    }
}
