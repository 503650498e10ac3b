package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Action;
import java.util.Collection;

/** Gives objects actions that are made when asked for and never stored. */
public abstract class TransientActionFactory<T> implements ExtensionPoint {
    public abstract Class<T> type();

    public Class<? extends Action> actionType() {
        return Action.class;
    }

    @NonNull
    public abstract Collection<? extends Action> createFor(@NonNull T target);

    /** Every factory that serves the object. */
    @SuppressWarnings("unchecked")
    public static <T> Iterable<TransientActionFactory<T>> factoriesFor(T target) {
        return ExtensionList.lookup(TransientActionFactory.class).stream()
                .filter(f -> f.type().isInstance(target))
                .map(f -> (TransientActionFactory<T>) f)
                .toList();
    }
}
