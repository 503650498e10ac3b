package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.Util;
import hudson.security.ACL;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** A person. */
public class User implements ModelObject, Comparable<User> {
    private final String id;
    private final String fullName;

    /** For the controller, which knows who there is. */
    public User(String id, String fullName) {
        this.id = id;
        this.fullName = fullName == null ? id : fullName;
    }

    @NonNull
    public String getId() {
        return id;
    }

    @NonNull
    public String getFullName() {
        return fullName;
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return fullName;
    }

    @NonNull
    public String getUrl() {
        return "user/" + Util.rawEncode(id);
    }

    /** The groups. */
    @NonNull
    public List<String> getAuthorities() {
        return impersonate2().getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(group -> !group.equals("authenticated"))
                .sorted()
                .toList();
    }

    @NonNull
    public Authentication impersonate2() {
        return Jenkins.get().authenticationOf(this);
    }

    @CheckForNull
    public static User current() {
        return get2(Jenkins.getAuthentication2());
    }

    @CheckForNull
    public static User get2(@CheckForNull Authentication a) {
        return a == null || ACL.isAnonymous2(a) ? null : getById(a.getName(), true);
    }

    @Nullable
    public static User getById(String id, boolean create) {
        return Jenkins.get().user(id, create);
    }

    @Nullable
    public static User get(String idOrFullName, boolean create, @NonNull java.util.Map<?, ?> context) {
        return getById(idOrFullName, create);
    }

    @NonNull
    public static Collection<User> getAll() {
        return Jenkins.get().users();
    }

    @Override
    public int compareTo(@NonNull User that) {
        return id.compareTo(that.id);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof User that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
