package io.jenkins.plugins.rollout.target;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import jenkins.model.Jenkins;

/** Who may have a form checked, and how problems look there. */
public final class FormAccess {
    private FormAccess() {}

    /** Lets those pass who may configure the item, or see the Snippet Generator's forms without one: administrators. */
    public static void check(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    public static FormValidation of(List<Problem> problems) {
        return problems.isEmpty() ? FormValidation.ok() : FormValidation.error(problems.get(0).message());
    }
}
