package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.Actionable;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Queue;
import hudson.model.TopLevelItem;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.File;
import java.util.Collection;
import java.util.List;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** The controller. */
public abstract class Jenkins extends Actionable implements AccessControlled, ItemGroup<TopLevelItem> {
    private static volatile Jenkins instance;

    public static final PermissionGroup PERMISSIONS = Permission.HUDSON_PERMISSIONS;
    public static final Permission ADMINISTER = Permission.HUDSON_ADMINISTER;
    public static final Permission MANAGE =
            new Permission(PERMISSIONS, "Manage", null, ADMINISTER, PermissionScope.JENKINS);
    public static final Permission SYSTEM_READ =
            new Permission(PERMISSIONS, "SystemRead", null, ADMINISTER, PermissionScope.JENKINS);
    public static final Permission READ =
            new Permission(PERMISSIONS, "Read", null, Permission.READ, PermissionScope.JENKINS);

    /** Nobody in particular. */
    public static final Authentication ANONYMOUS2 = new AnonymousAuthenticationToken(
            ACL.ANONYMOUS_USERNAME,
            ACL.ANONYMOUS_USERNAME,
            List.of(new SimpleGrantedAuthority(ACL.ANONYMOUS_USERNAME)));

    @NonNull
    public static Jenkins get() throws IllegalStateException {
        Jenkins current = instance;
        if (current == null) {
            throw new IllegalStateException("Jenkins.instance is missing: no embedded controller runs in this JVM");
        }
        return current;
    }

    @CheckForNull
    public static Jenkins getInstanceOrNull() {
        return instance;
    }

    /** For the controller alone: it is there from now on, or, with null, gone. */
    protected static void appear(@CheckForNull Jenkins jenkins) {
        instance = jenkins;
    }

    /** Who the current thread acts for; a thread that nobody claimed acts for nobody in particular. */
    @NonNull
    public static Authentication getAuthentication2() {
        Authentication a = SecurityContextHolder.getContext().getAuthentication();
        return a == null ? ANONYMOUS2 : a;
    }

    @Override
    @NonNull
    public abstract File getRootDir();

    /** With a slash at the end. */
    @CheckForNull
    public abstract String getRootUrl();

    /** None here. */
    @CheckForNull
    public ProxyConfiguration getProxy() {
        return null;
    }

    @NonNull
    public abstract Queue getQueue();

    @CheckForNull
    public abstract <T extends Item> T getItemByFullName(@NonNull String fullName, Class<T> type);

    @CheckForNull
    public Item getItemByFullName(String fullName) {
        return getItemByFullName(fullName, Item.class);
    }

    /** By a path from where another item stands, or else by its full name. */
    @CheckForNull
    public final <T extends Item> T getItem(String pathName, Item context, Class<T> type) {
        String parent = context == null || pathName.startsWith("/")
                ? ""
                : context.getParent().getFullName();
        T near = parent.isEmpty() ? null : getItemByFullName(parent + "/" + pathName, type);
        return near != null ? near : getItemByFullName(pathName.replaceFirst("^/", ""), type);
    }

    @NonNull
    public abstract <T extends Item> List<T> getAllItems(Class<T> type);

    /** For {@link User} alone. */
    public abstract User user(String id, boolean create);

    public abstract Collection<User> users();

    public abstract Authentication authenticationOf(User user);

    public abstract boolean isTerminating();

    public abstract boolean isQuietingDown();

    public boolean isUseSecurity() {
        return true;
    }

    @SuppressWarnings("unchecked")
    public <T> ExtensionList<T> getExtensionList(Class<T> extensionType) {
        return ExtensionList.lookup(extensionType);
    }

    /** All descriptors of a kind of describable. */
    @NonNull
    @SuppressWarnings("unchecked")
    public <T extends Describable<T>, D extends Descriptor<T>> List<D> getDescriptorList(Class<T> type) {
        return ExtensionList.lookup(Descriptor.class).stream()
                .filter(d -> type.isAssignableFrom(d.clazz))
                .map(d -> (D) d)
                .toList();
    }

    @CheckForNull
    @SuppressWarnings("rawtypes")
    public Descriptor getDescriptor(Class<? extends Describable> type) {
        return ExtensionList.lookup(Descriptor.class).stream()
                .filter(d -> d.clazz == type)
                .findFirst()
                .orElse(null);
    }

    @NonNull
    @SuppressWarnings("rawtypes")
    public Descriptor getDescriptorOrDie(Class<? extends Describable> type) {
        Descriptor d = getDescriptor(type);
        if (d == null) {
            throw new AssertionError(type + " is missing its descriptor");
        }
        return d;
    }

    @CheckForNull
    public <T extends Descriptor<?>> T getDescriptorByType(Class<T> type) {
        return ExtensionList.lookup(Descriptor.class).stream()
                .filter(d -> d.getClass() == type)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    public String getFullDisplayName() {
        return "";
    }

    @Override
    public String getUrl() {
        return "";
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }
}
