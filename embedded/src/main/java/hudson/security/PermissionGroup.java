package hudson.security;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jvnet.localizer.Localizable;

/** Permissions that belong together, named for the first part of their name: {@code Job} in {@code Job/Read}. */
public final class PermissionGroup {
    private static final List<PermissionGroup> ALL = new CopyOnWriteArrayList<>();

    @NonNull
    public final Class<?> owner;

    public final Localizable title;
    private final String id;
    private final List<Permission> permissions = new CopyOnWriteArrayList<>();

    public PermissionGroup(@NonNull Class<?> owner, Localizable title) {
        this(title == null ? owner.getSimpleName() : title.toString(java.util.Locale.ENGLISH), owner, title);
    }

    public PermissionGroup(String id, @NonNull Class<?> owner, Localizable title) {
        this.id = id;
        this.owner = owner;
        this.title = title;
        ALL.add(this);
    }

    void add(Permission p) {
        permissions.add(p);
    }

    public List<Permission> getPermissions() {
        return new ArrayList<>(permissions);
    }

    public String getId() {
        return id;
    }

    @CheckForNull
    public Permission find(String name) {
        return permissions.stream().filter(p -> p.name.equals(name)).findFirst().orElse(null);
    }

    public static List<PermissionGroup> getAll() {
        return new ArrayList<>(ALL);
    }
}
