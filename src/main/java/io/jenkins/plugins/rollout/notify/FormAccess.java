package io.jenkins.plugins.rollout.notify;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;

/** Who may have a form checked. */
final class FormAccess {
    private FormAccess() {}

    /** Lets those pass who may configure the item, or see the forms without one: administrators. */
    static void check(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    static FormValidation needed(String value, String otherwise) {
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.error(otherwise) : FormValidation.ok();
    }
}
