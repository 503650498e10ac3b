package io.jenkins.plugins.rollout.service;

import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.policy.Delegation;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Says who acts. */
public final class Actors {
    private static final Logger LOGGER = Logger.getLogger(Actors.class.getName());

    private Actors() {}

    /**
     * The person on whose behalf the current thread runs, with the groups and permissions of this moment, and those for
     * whom the person acts.
     *
     * @param run the build whose rollout it is about; permissions are those on its job
     * @param via the way the person came: {@code page}, {@code log}, {@code api}, {@code cli}, {@code link},
     *     {@code build}
     */
    public static Actor current(Run<?, ?> run, String via) {
        Authentication who = Jenkins.getAuthentication2();
        Actor person = of(who, run, via);
        return new Actor(
                person.id(),
                person.name(),
                via,
                person.groups(),
                person.permissions(),
                person.administrator(),
                ACL.isAnonymous2(who) ? List.of() : absent(person.id(), run));
    }

    /** The same for what is about the whole controller. Nobody acts there for somebody else. */
    public static Actor current(String via) {
        return of(Jenkins.getAuthentication2(), Jenkins.get(), via);
    }

    private static Actor of(Authentication who, AccessControlled what, String via) {
        // one spelling for each person, whatever was typed at the login: one person counts once
        User user = User.getById(who.getName(), false);
        String id = user == null ? who.getName() : user.getId();
        String name = user == null ? id : user.getFullName();
        boolean administrator = Jenkins.get().hasPermission2(who, Jenkins.ADMINISTER);
        return new Actor(id, name, via, groups(who), permissions(who, what), administrator, List.of());
    }

    private static Set<String> groups(Authentication who) {
        return who.getAuthorities().stream().map(GrantedAuthority::getAuthority).collect(Collectors.toSet());
    }

    private static Set<RolloutPermission> permissions(Authentication who, AccessControlled what) {
        Set<RolloutPermission> permissions = EnumSet.noneOf(RolloutPermission.class);
        for (RolloutPermission permission : RolloutPermission.values()) {
            if (what.hasPermission2(who, RolloutPermissions.of(permission))) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    private static List<StandIn> absent(String person, Run<?, ?> run) {
        try {
            return Delegations.get().to(person).stream()
                    .map(delegation -> standIn(delegation, run))
                    .toList();
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.WARNING, "nobody stands in for anybody", e); // everybody can still act for themselves
            return List.of();
        }
    }

    /** Somebody about whom nothing can be found out now is stood in for by the id alone. */
    private static StandIn standIn(Delegation delegation, Run<?, ?> run) {
        String id = delegation.from();
        User user = User.getById(id, false);
        try {
            User asked = user == null ? User.getById(id, true) : user;
            Authentication who = asked.impersonate2();
            return new StandIn(id, asked.getFullName(), groups(who), permissions(who, run), delegation.until());
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, "nothing is known of " + id + ", for whom another acts", e);
            return new StandIn(
                    id, user == null ? id : user.getFullName(), Set.of(), Set.of(), delegation.until());
        }
    }

    /** Somebody who is known by id alone and acts through the build, by aborting it for example. */
    public static Actor throughBuild(String userId) {
        User user = User.getById(userId, false);
        return new Actor(userId, user == null ? userId : user.getFullName(), "build", Set.of(), Set.of());
    }
}
