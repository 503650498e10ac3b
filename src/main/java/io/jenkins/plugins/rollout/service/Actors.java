package io.jenkins.plugins.rollout.service;

import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Says who acts. */
public final class Actors {
    private Actors() {}

    /**
     * The person on whose behalf the current thread runs, with the groups and permissions of this moment.
     *
     * @param run the build whose rollout it is about; permissions are those on its job
     * @param via the way the person came: {@code page}, {@code log}, {@code api}, {@code build}
     */
    public static Actor current(Run<?, ?> run, String via) {
        Authentication who = Jenkins.getAuthentication2();
        // one spelling for each person, whatever was typed at the login: one person counts once
        User user = User.getById(who.getName(), false);
        String id = user == null ? who.getName() : user.getId();
        String name = user == null ? id : user.getFullName();
        Set<String> groups = who.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .collect(Collectors.toSet());
        Set<RolloutPermission> permissions = EnumSet.noneOf(RolloutPermission.class);
        for (RolloutPermission permission : RolloutPermission.values()) {
            if (run.hasPermission(RolloutPermissions.of(permission))) {
                permissions.add(permission);
            }
        }
        return new Actor(id, name, via, groups, permissions);
    }

    /**
     * The person on whose behalf the current thread runs, for what is not about one job.
     *
     * @param via the way the person came: {@code page} or {@code api}
     */
    public static Actor onController(String via) {
        Authentication who = Jenkins.getAuthentication2();
        User user = User.getById(who.getName(), false);
        return user == null
                ? new Actor(who.getName(), who.getName(), via, Set.of(), Set.of())
                : new Actor(user.getId(), user.getFullName(), via, Set.of(), Set.of());
    }

    /** Somebody who is known by id alone and acts through the build, by aborting it for example. */
    public static Actor throughBuild(String userId) {
        User user = User.getById(userId, false);
        return new Actor(userId, user == null ? userId : user.getFullName(), "build", Set.of(), Set.of());
    }
}
