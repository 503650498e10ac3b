package hudson.model.listeners;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.structs.describable.TypeArguments;

/** Hears of every build of a kind. */
public abstract class RunListener<R extends Run> implements ExtensionPoint {
    private static final Logger LOGGER = Logger.getLogger(RunListener.class.getName());

    public final Class<R> targetType;

    protected RunListener(Class<R> targetType) {
        this.targetType = targetType;
    }

    @SuppressWarnings("unchecked")
    protected RunListener() {
        Class<?> c = getClass();
        while (c.getSuperclass() != RunListener.class) {
            c = c.getSuperclass();
        }
        this.targetType = (Class<R>) TypeArguments.first(c.getGenericSuperclass());
    }

    public void onInitialize(R r) {}

    public void onStarted(R r, TaskListener listener) {}

    public void onCompleted(R r, @NonNull TaskListener listener) {}

    /** When everything about the build is written. */
    public void onFinalized(R r) {}

    public void onDeleted(R r) {}

    public static ExtensionList<RunListener> all() {
        return ExtensionList.lookup(RunListener.class);
    }

    public static void fireInitialize(Run r) {
        fire(r, l -> l.onInitialize(r));
    }

    public static void fireStarted(Run r, TaskListener listener) {
        fire(r, l -> l.onStarted(r, listener));
    }

    public static void fireCompleted(Run r, @NonNull TaskListener listener) {
        fire(r, l -> l.onCompleted(r, listener));
    }

    public static void fireFinalized(Run r) {
        fire(r, l -> l.onFinalized(r));
    }

    public static void fireDeleted(Run r) {
        fire(r, l -> l.onDeleted(r));
    }

    private static void fire(Run r, Consumer<RunListener<Run>> call) {
        for (RunListener l : all()) {
            if (l.targetType.isInstance(r)) {
                try {
                    call.accept(l);
                } catch (RuntimeException e) {
                    LOGGER.log(Level.WARNING, l.getClass().getName() + " failed for " + r, e);
                }
            }
        }
    }
}
