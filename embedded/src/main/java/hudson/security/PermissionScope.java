package hudson.security;

import java.util.Set;

/** The kind of object a permission is about. */
public final class PermissionScope {
    public static final PermissionScope JENKINS = new PermissionScope();
    public static final PermissionScope ITEM_GROUP = new PermissionScope(JENKINS);
    public static final PermissionScope ITEM = new PermissionScope(ITEM_GROUP);
    public static final PermissionScope RUN = new PermissionScope(ITEM);
    public static final PermissionScope COMPUTER = new PermissionScope(JENKINS);

    private final Set<PermissionScope> containers;

    private PermissionScope(PermissionScope... containers) {
        this.containers = Set.of(containers);
    }

    public boolean isContainedBy(PermissionScope s) {
        return this == s || containers.stream().anyMatch(c -> c.isContainedBy(s));
    }
}
