package io.jenkins.plugins.rollout.embedded.home;

import hudson.model.User;
import hudson.security.ACL;
import hudson.security.Permission;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Who is who, and who may do what. */
public final class People {
    private static final String AUTHENTICATED = "authenticated";

    private final Configuration configuration;
    private final ACL acl = ACL.lambda2(this::may);

    public People(Configuration configuration) {
        this.configuration = configuration;
    }

    public Optional<User> find(String id) {
        return Optional.ofNullable(configuration.users().get(id)).map(p -> new User(p.id(), p.name()));
    }

    public Collection<User> all() {
        return configuration.users().values().stream()
                .map(p -> new User(p.id(), p.name()))
                .toList();
    }

    /** Empty when there is no such user or the password is another. */
    public Optional<Authentication> logIn(String id, String password) {
        Configuration.Person person = configuration.users().get(id);
        byte[] expected = (person == null ? "" : person.password()).getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(expected, password.getBytes(StandardCharsets.UTF_8));
        return person != null && same ? Optional.of(authentication(id)) : Optional.empty();
    }

    /** Somebody unknown has no groups. */
    public Authentication authentication(String id) {
        Configuration.Person person = configuration.users().get(id);
        List<GrantedAuthority> authorities = new ArrayList<>();
        authorities.add(new SimpleGrantedAuthority(AUTHENTICATED));
        if (person != null) {
            person.groups().forEach(g -> authorities.add(new SimpleGrantedAuthority(g)));
        }
        return UsernamePasswordAuthenticationToken.authenticated(id, "", authorities);
    }

    public ACL acl() {
        return acl;
    }

    private boolean may(Authentication who, Permission what) {
        for (Permission p = what; p != null; p = p.impliedBy) {
            if (isGranted(who, p.shortName())) {
                return true;
            }
        }
        // the controller itself can be looked at by everybody; what is in it has permissions of its own
        return what == Jenkins.READ;
    }

    private boolean isGranted(Authentication who, String permission) {
        if (configuration.anonymous().contains(permission)) {
            return true;
        }
        if (ACL.isAnonymous2(who)) {
            return false;
        }
        Configuration.Person person = configuration.users().get(who.getName());
        return configuration.authenticated().contains(permission)
                || person != null && person.permissions().contains(permission)
                || who.getAuthorities().stream()
                        .map(a -> configuration.groups().getOrDefault(a.getAuthority(), Set.of()))
                        .anyMatch(granted -> granted.contains(permission));
    }
}
