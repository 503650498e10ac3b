package io.jenkins.plugins.rollout.controller;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the permissions known when Jenkins starts. Otherwise they would be when somebody first opened a rollout, and
 * until then the forms of authorization strategies would not offer them.
 */
public final class PermissionsKnown {
    private static final Logger LOGGER = Logger.getLogger(PermissionsKnown.class.getName());

    private PermissionsKnown() {}

    @Initializer(after = InitMilestone.PLUGINS_PREPARED, before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        for (RolloutPermission permission : RolloutPermission.values()) {
            LOGGER.log(Level.FINEST, "known: {0}", RolloutPermissions.of(permission));
        }
    }
}
