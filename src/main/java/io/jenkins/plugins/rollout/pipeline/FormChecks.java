package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.model.Durations;
import java.util.Locale;
import jenkins.model.Jenkins;

/**
 * What forms say while they are filled in. They answer only those who may configure the job, or Jenkins where there
 * is none.
 */
final class FormChecks {
    private FormChecks() {}

    static void permit(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    static FormValidation required(@CheckForNull Item item, @CheckForNull String value, String mend) {
        permit(item);
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.error(mend) : FormValidation.ok();
    }

    static FormValidation duration(@CheckForNull Item item, @CheckForNull String value) {
        permit(item);
        String text = Util.fixEmptyAndTrim(value);
        if (text != null) {
            try {
                Durations.parse(text);
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }
        return FormValidation.ok();
    }

    static FormValidation percentage(@CheckForNull Item item, @CheckForNull String value) {
        permit(item);
        String text = Util.fixEmptyAndTrim(value);
        try {
            double percent = text == null ? 0 : Double.parseDouble(text);
            return percent >= 0 && percent <= 100 ? FormValidation.ok() : FormValidation.error("0 to 100");
        } catch (NumberFormatException e) {
            return FormValidation.error("'" + text + "' is not a number; write it like 5 or 0.5");
        }
    }

    static <E extends Enum<E>> ListBoxModel words(@CheckForNull Item item, Class<E> words) {
        permit(item);
        var items = new ListBoxModel();
        for (E word : words.getEnumConstants()) {
            items.add(word.name().toLowerCase(Locale.ROOT));
        }
        return items;
    }
}
