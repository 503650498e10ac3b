package io.jenkins.plugins.rollout.jenkins.staff;

import hudson.security.AbstractPasswordBasedSecurityRealm;
import hudson.security.GroupDetails;
import java.util.List;
import java.util.Map;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Who works for the shop, and in which groups. Everybody's password is their name. */
public final class Staff extends AbstractPasswordBasedSecurityRealm {
    private static final Map<String, List<String>> GROUPS = Map.of(
            "alice", List.of("release-managers"),
            "bob", List.of("release-managers"),
            "carol", List.of("sre"),
            "dave", List.of());

    @Override
    protected UserDetails authenticate2(String name, String password) {
        if (!GROUPS.containsKey(name) || !password.equals(name)) {
            throw new BadCredentialsException("this is not " + name);
        }
        return loadUserByUsername2(name);
    }

    @Override
    public UserDetails loadUserByUsername2(String name) {
        List<String> groups = GROUPS.get(name);
        if (groups == null) {
            throw new UsernameNotFoundException("nobody is called " + name);
        }
        return new User(name, "", groups.stream().map(SimpleGrantedAuthority::new).toList());
    }

    @Override
    public GroupDetails loadGroupByGroupname2(String name, boolean fetchMembers) {
        throw new UsernameNotFoundException("groups are not looked up here");
    }
}
