package hudson.security;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.User;
import java.util.List;
import java.util.function.BiFunction;
import jenkins.model.Jenkins;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who may do what with an object. */
public abstract class ACL {
    public static final String ANONYMOUS_USERNAME = "anonymous";
    public static final String SYSTEM_USERNAME = "SYSTEM";

    /** The controller itself, which may do everything. */
    public static final Authentication SYSTEM2 =
            new UsernamePasswordAuthenticationToken(SYSTEM_USERNAME, SYSTEM_USERNAME);

    public abstract boolean hasPermission2(@NonNull Authentication a, @NonNull Permission permission);

    public final void checkPermission(@NonNull Permission p) {
        Authentication a = Jenkins.getAuthentication2();
        if (!granted(a, p)) {
            throw new AccessDeniedException3(a, enabledOne(p));
        }
    }

    public final void checkAnyPermission(@NonNull Permission... permissions) {
        if (!hasAnyPermission(permissions)) {
            throw new AccessDeniedException3(Jenkins.getAuthentication2(), permissions[0]);
        }
    }

    public final boolean hasPermission(@NonNull Permission p) {
        return granted(Jenkins.getAuthentication2(), p);
    }

    public final boolean hasAnyPermission(@NonNull Permission... permissions) {
        for (Permission p : permissions) {
            if (hasPermission(p)) {
                return true;
            }
        }
        return false;
    }

    private boolean granted(Authentication a, Permission p) {
        return a.equals(SYSTEM2) || hasPermission2(a, enabledOne(p));
    }

    private static Permission enabledOne(Permission p) {
        Permission enabled = p;
        while (!enabled.enabled && enabled.impliedBy != null) {
            enabled = enabled.impliedBy;
        }
        return enabled;
    }

    public static ACL lambda2(BiFunction<Authentication, Permission, Boolean> rule) {
        return new ACL() {
            @Override
            public boolean hasPermission2(Authentication a, Permission permission) {
                return rule.apply(a, permission);
            }
        };
    }

    @NonNull
    public static ACLContext as2(@NonNull Authentication auth) {
        ACLContext context = new ACLContext(SecurityContextHolder.getContext());
        SecurityContext mine = SecurityContextHolder.createEmptyContext();
        mine.setAuthentication(auth);
        SecurityContextHolder.setContext(mine);
        return context;
    }

    /** Null is anonymous. */
    @NonNull
    public static ACLContext as(@CheckForNull User user) {
        return as2(user == null ? anonymous() : user.impersonate2());
    }

    public static boolean isAnonymous2(@NonNull Authentication authentication) {
        return authentication instanceof AnonymousAuthenticationToken;
    }

    private static Authentication anonymous() {
        return new AnonymousAuthenticationToken(
                ANONYMOUS_USERNAME, ANONYMOUS_USERNAME, List.of(new SimpleGrantedAuthority(ANONYMOUS_USERNAME)));
    }
}
