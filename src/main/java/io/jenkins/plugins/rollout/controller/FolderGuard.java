package io.jenkins.plugins.rollout.controller;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.XmlFile;
import hudson.model.Item;
import hudson.model.Saveable;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Holds a folder's policies when its configuration is replaced as a whole, by {@code config.xml} or the command line:
 * that takes only the permission to configure the folder, as its form does not. Whoever lacks Rollout/Configure gets the
 * rest of the change, and the policies stay.
 */
@Extension
public final class FolderGuard extends SaveableListener {
    private static final Logger LOGGER = Logger.getLogger(FolderGuard.class.getName());

    /** What stood in each folder when it was last known to be right, by its full name. */
    private final Map<String, List<PolicyConfiguration>> known = new ConcurrentHashMap<>();

    /** Folders whose policies are being put back, which saves them, too. */
    private final Set<String> restoring = ConcurrentHashMap.newKeySet();

    @Override
    public void onChange(Saveable changed, XmlFile file) {
        if (!(changed instanceof AbstractFolder<?> folder) || restoring.contains(folder.getFullName())) {
            return;
        }
        List<PolicyConfiguration> before = known.get(folder.getFullName());
        if (before == null || same(before, of(folder)) || folder.hasPermission(RolloutPermissions.CONFIGURE)) {
            known.put(folder.getFullName(), of(folder));
            return;
        }
        LOGGER.log(Level.WARNING, "the policies of folder {0} stay as they were: {1} lacks Rollout/Configure", new Object[] {
            folder.getFullName(), Jenkins.getAuthentication2().getName()
        });
        restoring.add(folder.getFullName());
        try {
            folder.getProperties().removeAll(FolderPolicies.class);
            if (!before.isEmpty()) {
                var property = new FolderPolicies();
                property.setPolicies(before);
                folder.addProperty(property);
            }
        } catch (IOException e) {
            LOGGER.log(Level.SEVERE, e, () -> "the policies of folder " + folder.getFullName() + " cannot be saved");
        } finally {
            restoring.remove(folder.getFullName());
        }
    }

    private static List<PolicyConfiguration> of(AbstractFolder<?> folder) {
        FolderPolicies property = folder.getProperties().get(FolderPolicies.class);
        return property == null ? List.of() : property.getPolicies();
    }

    private static boolean same(List<PolicyConfiguration> some, List<PolicyConfiguration> others) {
        return some.stream()
                .map(PolicyConfiguration::toJson)
                .toList()
                .equals(others.stream().map(PolicyConfiguration::toJson).toList());
    }

    /** Learns what stands on the disk, and follows folders that come, move and go. */
    @Extension
    public static final class Watch extends ItemListener {
        private static void learn(Item item) {
            if (item instanceof AbstractFolder<?> folder) {
                guard().known.put(folder.getFullName(), of(folder));
            }
        }

        private static FolderGuard guard() {
            return SaveableListener.all().get(FolderGuard.class);
        }

        @Override
        public void onLoaded() {
            Jenkins.get().allItems(AbstractFolder.class).forEach(Watch::learn);
        }

        @Override
        public void onCreated(Item item) {
            learn(item);
        }

        @Override
        public void onCopied(Item original, Item item) {
            learn(item);
        }

        @Override
        public void onDeleted(Item item) {
            guard().known.remove(item.getFullName());
        }

        @Override
        public void onLocationChanged(Item item, String oldName, String newName) {
            guard().known.remove(oldName);
            learn(item);
        }
    }
}
