package io.jenkins.plugins.rollout.jenkins.staff;

import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.AuthorizationStrategy;
import hudson.security.Permission;
import java.util.Collection;
import java.util.Set;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** Everybody may look. Who else may do something with a rollout is for the rollout's plan to say. */
public final class Rights extends AuthorizationStrategy {
    private static final Set<Permission> LOOKING = Set.of(Jenkins.READ, Item.DISCOVER, Item.READ);

    @Override
    public ACL getRootACL() {
        return ACL.lambda2(Rights::may);
    }

    private static Boolean may(Authentication who, Permission permission) {
        for (Permission one = permission; one != null; one = one.impliedBy) {
            if (LOOKING.contains(one)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Collection<String> getGroups() {
        return Set.of("release-managers", "sre");
    }
}
