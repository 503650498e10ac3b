package hudson.model.listeners;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;

/** Hears of the controller's jobs as a whole. */
public class ItemListener implements ExtensionPoint {
    /** When all jobs and builds are there. */
    public void onLoaded() {}

    public void onBeforeShutdown() {}

    public void onDeleted(Item item) {}

    public static ExtensionList<ItemListener> all() {
        return ExtensionList.lookup(ItemListener.class);
    }
}
