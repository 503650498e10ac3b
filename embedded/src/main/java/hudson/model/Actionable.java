package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.TransientActionFactory;

/** Something that carries actions: stored ones of its own, and transient ones that factories give it. */
public abstract class Actionable implements ModelObject {
    private static final Logger LOGGER = Logger.getLogger(Actionable.class.getName());

    // stored with its owner, hence of a type that its file can name; replaced, never changed, so readers need no lock
    private volatile ArrayList<Action> actions;

    private List<Action> stored() {
        List<Action> current = actions;
        return current == null ? List.of() : current;
    }

    /** The stored ones alone. */
    @Deprecated
    public List<Action> getActions() {
        return Collections.unmodifiableList(stored());
    }

    /** Stored and transient ones. */
    public final List<? extends Action> getAllActions() {
        List<Action> all = new ArrayList<>(stored());
        for (TransientActionFactory<Actionable> factory : TransientActionFactory.factoriesFor(this)) {
            all.addAll(made(factory));
        }
        return Collections.unmodifiableList(all);
    }

    private Collection<? extends Action> made(TransientActionFactory<Actionable> factory) {
        try {
            return factory.createFor(this);
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    "Could not make the actions of " + factory.getClass().getName(),
                    e);
            return List.of();
        }
    }

    public <T extends Action> List<T> getActions(Class<T> type) {
        return getAllActions().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @CheckForNull
    public <T extends Action> T getAction(Class<T> type) {
        List<T> found = getActions(type);
        return found.isEmpty() ? null : found.get(0);
    }

    public void addAction(@NonNull Action a) {
        change(copy -> copy.add(a));
    }

    /** Puts the action in place of all of exactly its class. */
    public void replaceAction(@NonNull Action a) {
        addOrReplaceAction(a);
    }

    public boolean addOrReplaceAction(@NonNull Action a) {
        boolean had = removeIf(old -> old.getClass() == a.getClass() && old != a);
        if (!stored().contains(a)) {
            addAction(a);
            return true;
        }
        return had;
    }

    public boolean removeAction(@CheckForNull Action a) {
        return a != null && change(copy -> copy.remove(a));
    }

    public boolean removeActions(@NonNull Class<? extends Action> type) {
        return removeIf(type::isInstance);
    }

    private boolean removeIf(Predicate<Action> unwanted) {
        return change(copy -> copy.removeIf(unwanted));
    }

    private synchronized boolean change(Predicate<ArrayList<Action>> edit) {
        ArrayList<Action> copy = new ArrayList<>(stored());
        boolean changed = edit.test(copy);
        actions = copy;
        return changed;
    }
}
