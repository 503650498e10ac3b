package io.jenkins.plugins.rollout.service;

import hudson.model.Item;
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

    public static final Permission VIEW =
            permission("View", "Look at rollouts. Whoever may read a job has it.", Item.READ);

    public static final Permission APPROVE = permission(
            "Approve",
            "Answer the requests for approval of a rollout that name nobody. Where a request names people or groups,"
                    + " these may answer, with or without this permission.");

    public static final Permission OPERATE =
            permission("Operate", "Pause, resume, retry, roll back and stop a rollout.");

    public static final Permission OVERRIDE = permission(
            "Override",
            "Go on without the rest of a gate or bake, promote a rollout to its last phase, take the hot-fix lane, and"
                    + " approve one's own rollout.");

    public static final Permission CONFIGURE = permission(
            "Configure", "Change policies, templates, calendars and freezes, and export the audit trail.");

    /** Of the whole controller: the numbers name the applications and environments of all jobs. */
    public static final Permission METRICS = new Permission(
            GROUP,
            "Metrics",
            text("Read the numbers of all rollouts, as a metric server does. They name every application and environment."),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.JENKINS});

    private RolloutPermissions() {}

    /** How Jenkins knows it. */
    public static Permission of(RolloutPermission permission) {
        return switch (permission) {
            case VIEW -> VIEW;
            case APPROVE -> APPROVE;
            case OPERATE -> OPERATE;
            case OVERRIDE -> OVERRIDE;
            case CONFIGURE -> CONFIGURE;
        };
    }

    private static Permission permission(String name, String description) {
        return permission(name, description, Jenkins.ADMINISTER);
    }

    private static Permission permission(String name, String description, Permission impliedBy) {
        var scopes = new PermissionScope[] {PermissionScope.RUN, PermissionScope.ITEM};
        return new Permission(GROUP, name, text(description), impliedBy, true, scopes);
    }

    private static Localizable text(String text) {
        return new NonLocalizable(text);
    }
}
