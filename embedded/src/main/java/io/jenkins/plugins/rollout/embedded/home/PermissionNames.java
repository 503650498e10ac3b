package io.jenkins.plugins.rollout.embedded.home;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.Permission;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** Permissions by the names that authorization plugins show: {@code Job/Read}. */
final class PermissionNames {
    private PermissionNames() {}

    /** Why there is no such permission; empty when there is. */
    static Optional<String> refusal(String name) {
        declareAll();
        boolean known = Permission.getAll().stream().anyMatch(p -> p.shortName().equals(name));
        return known
                ? Optional.empty()
                : Optional.of("there is no permission '" + name + "'; write one of "
                        + Permission.getAll().stream()
                                .map(Permission::shortName)
                                .filter(p -> !p.startsWith("Permission/"))
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** A permission exists as soon as the class that declares it is initialised; the scan does so with the plugin's. */
    private static void declareAll() {
        ExtensionList.lookup(Descriptor.class).size();
        if (Jenkins.READ == null || Item.READ == null || Run.UPDATE == null) {
            throw new IllegalStateException("permissions are missing");
        }
    }
}
