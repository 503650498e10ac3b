package io.jenkins.plugins.rollout.service;

import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import jenkins.model.Jenkins;
import jenkins.util.NonLocalizable;
import org.jvnet.localizer.Localizable;

/**
 * What Jenkins can allow a person to do with the rollouts of a job. Only administrators have these by themselves:
 * whoever may build or cancel a job may not approve what it deploys.
 */
public final class RolloutPermissions {
    public static final PermissionGroup GROUP = new PermissionGroup(RolloutPermissions.class, text("Rollout"));

    public static final Permission APPROVE = permission(
            "Approve",
            "Answer the requests for approval of a rollout that name nobody. Where a request names people or groups,"
                    + " these may answer, with or without this permission.");

    public static final Permission OPERATE =
            permission("Operate", "Pause, resume, retry, roll back and stop a rollout.");

    public static final Permission OVERRIDE = permission(
            "Override", "Go on without the rest of a gate or bake, and promote a rollout to its last phase.");

    private RolloutPermissions() {}

    /** How Jenkins knows it. */
    public static Permission of(RolloutPermission permission) {
        return switch (permission) {
            case APPROVE -> APPROVE;
            case OPERATE -> OPERATE;
            case OVERRIDE -> OVERRIDE;
        };
    }

    private static Permission permission(String name, String description) {
        var scopes = new PermissionScope[] {PermissionScope.RUN, PermissionScope.ITEM};
        return new Permission(GROUP, name, text(description), Jenkins.ADMINISTER, true, scopes);
    }

    private static Localizable text(String text) {
        return new NonLocalizable(text);
    }
}
