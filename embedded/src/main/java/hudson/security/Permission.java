package hudson.security;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Hudson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jvnet.localizer.Localizable;

/** Something that one may or may not do. Whoever has the one that implies it has it too. */
public final class Permission {
    private static final List<Permission> ALL = new CopyOnWriteArrayList<>();

    public static final PermissionGroup HUDSON_PERMISSIONS = new PermissionGroup("Overall", Hudson.class, null);
    public static final Permission HUDSON_ADMINISTER = new Permission(HUDSON_PERMISSIONS, "Administer", null);
    public static final PermissionGroup GROUP = new PermissionGroup("Permission", Permission.class, null);
    public static final Permission FULL_CONTROL = new Permission(GROUP, "FullControl", HUDSON_ADMINISTER);
    public static final Permission READ = new Permission(GROUP, "GenericRead", HUDSON_ADMINISTER);
    public static final Permission WRITE = new Permission(GROUP, "GenericWrite", HUDSON_ADMINISTER);
    public static final Permission CREATE = new Permission(GROUP, "GenericCreate", WRITE);
    public static final Permission UPDATE = new Permission(GROUP, "GenericUpdate", WRITE);
    public static final Permission DELETE = new Permission(GROUP, "GenericDelete", WRITE);
    public static final Permission CONFIGURE = new Permission(GROUP, "GenericConfigure", UPDATE);

    @NonNull
    public final Class<?> owner;

    @NonNull
    public final PermissionGroup group;

    @NonNull
    public final String name;

    @CheckForNull
    public final Localizable description;

    @CheckForNull
    public final Permission impliedBy;

    public boolean enabled;
    private final Set<PermissionScope> scopes;

    public Permission(
            @NonNull PermissionGroup group,
            @NonNull String name,
            @CheckForNull Localizable description,
            @CheckForNull Permission impliedBy,
            boolean enable,
            @NonNull PermissionScope[] scopes) {
        this.owner = group.owner;
        this.group = group;
        this.name = name;
        this.description = description;
        this.impliedBy = impliedBy;
        this.enabled = enable;
        this.scopes = Set.of(scopes);
        group.add(this);
        ALL.add(this);
    }

    public Permission(
            @NonNull PermissionGroup group,
            @NonNull String name,
            @CheckForNull Localizable description,
            @CheckForNull Permission impliedBy,
            @NonNull PermissionScope scope) {
        this(group, name, description, impliedBy, true, new PermissionScope[] {scope});
    }

    private Permission(PermissionGroup group, String name, Permission impliedBy) {
        this(group, name, null, impliedBy, PermissionScope.JENKINS);
    }

    public boolean isContainedBy(@NonNull PermissionScope s) {
        return scopes.stream().anyMatch(c -> c.isContainedBy(s));
    }

    @NonNull
    public String getId() {
        return owner.getName() + "." + name;
    }

    /** Group and name, as authorization plugins and the embedded controller's configuration write it. */
    public String shortName() {
        return group.getId() + "/" + name;
    }

    @CheckForNull
    public static Permission fromId(@NonNull String id) {
        return ALL.stream().filter(p -> p.getId().equals(id)).findFirst().orElse(null);
    }

    public boolean getEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enable) {
        this.enabled = enable;
    }

    @NonNull
    public static List<Permission> getAll() {
        return new ArrayList<>(ALL);
    }

    @Override
    public String toString() {
        return "Permission[" + owner + "," + name + "]";
    }
}
