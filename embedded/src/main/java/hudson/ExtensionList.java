package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.rollout.embedded.ExtensionScan;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All registered extensions of one type, highest ordinal first. */
public class ExtensionList<T> extends AbstractList<T> {
    private static final Map<Class<?>, ExtensionList<?>> LISTS = new ConcurrentHashMap<>();

    public final Class<T> extensionType;
    private volatile List<T> found;

    protected ExtensionList(Class<T> extensionType) {
        this.extensionType = extensionType;
    }

    @NonNull
    @SuppressWarnings("unchecked")
    public static <T> ExtensionList<T> lookup(Class<T> type) {
        return (ExtensionList<T>) LISTS.computeIfAbsent(type, ExtensionList::new);
    }

    /** The only extension of exactly this kind. */
    @NonNull
    public static <U> U lookupSingleton(Class<U> type) {
        ExtensionList<U> all = lookup(type);
        if (all.size() != 1) {
            throw new IllegalStateException("Expected 1 instance of " + type.getName() + " but got " + all.size());
        }
        return all.get(0);
    }

    @NonNull
    public static <U> U lookupFirst(Class<U> type) {
        ExtensionList<U> all = lookup(type);
        if (all.isEmpty()) {
            throw new IllegalStateException(
                    "Found no instances of " + type.getName() + " registered (and got 0); check for @Extension on it");
        }
        return all.get(0);
    }

    /** Forgets every instance, so that the next controller in this JVM starts with fresh ones. */
    public static void clearLegacyInstances() {
        LISTS.clear();
        ExtensionScan.forget();
    }

    @CheckForNull
    public <U extends T> U get(@NonNull Class<U> type) {
        for (T extension : this) {
            if (extension.getClass() == type) {
                return type.cast(extension);
            }
        }
        return null;
    }

    @NonNull
    public <U extends T> U getInstance(@NonNull Class<U> type) throws IllegalStateException {
        U instance = get(type);
        if (instance == null) {
            throw new IllegalStateException("Could not find an extension of type " + type.getName());
        }
        return instance;
    }

    private List<T> found() {
        List<T> result = found;
        if (result == null) {
            result = ExtensionScan.instances(extensionType);
            found = result;
        }
        return result;
    }

    @Override
    public T get(int index) {
        return found().get(index);
    }

    @Override
    public int size() {
        return found().size();
    }

    @Override
    public synchronized boolean add(T extension) {
        return change(extension, true);
    }

    public synchronized void add(int index, T extension) {
        change(extension, true);
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized boolean remove(Object extension) {
        return change((T) extension, false);
    }

    private boolean change(T extension, boolean add) {
        List<T> copy = new ArrayList<>(found());
        boolean changed = add ? copy.add(extension) : copy.remove(extension);
        found = List.copyOf(copy);
        return changed;
    }
}
