package io.jenkins.plugins.rollout.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.security.AccessControlled;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.policy.PolicyText;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.util.ArrayList;
import jenkins.model.Jenkins;

/** What forms about rules say while they are filled in. They answer only those who may change rules there. */
final class RuleChecks {
    private RuleChecks() {}

    /** @param item the folder whose rules they are; null for those of the controller */
    static void permit(@CheckForNull Item item) {
        AccessControlled where = item == null ? Jenkins.get() : item;
        where.checkPermission(RolloutPermissions.CONFIGURE);
    }

    static FormValidation required(@CheckForNull Item item, @CheckForNull String value, String mend) {
        permit(item);
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.error(mend) : FormValidation.ok();
    }

    /** One field of a policy. */
    static FormValidation field(@CheckForNull Item item, String field, @CheckForNull String value) {
        permit(item);
        var problems = new ArrayList<Problem>();
        PolicyText.read(
                JsonNodeFactory.instance.objectNode().put("name", "x").put(field, value), "global", problems);
        return problems.isEmpty()
                ? FormValidation.ok()
                : FormValidation.error(problems.get(0).message());
    }
}
