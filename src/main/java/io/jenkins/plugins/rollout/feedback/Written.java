package io.jenkins.plugins.rollout.feedback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import io.jenkins.plugins.rollout.analysis.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/** What the fields of several criteria share. */
final class Written {
    private Written() {}

    @CheckForNull
    static String trimmed(@CheckForNull String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    /** One text may hold several, a line each, as a form sends them. */
    static List<String> names(@CheckForNull List<String> names) {
        var all = new ArrayList<String>();
        for (String several : names == null ? List.<String>of() : names) {
            several.lines().map(String::trim).filter(name -> !name.isEmpty()).forEach(all::add);
        }
        return all;
    }

    static String number(double number) {
        return Numbers.rounded(number);
    }

    /** Arguments with numbers where texts are wanted, and one name where a list is. */
    static Map<String, Object> loosely(Map<String, Object> arguments, List<String> texts, List<String> lists) {
        var read = new LinkedHashMap<>(arguments);
        for (String text : texts) {
            read.computeIfPresent(text, (name, value) -> value instanceof BigDecimal decimal
                    ? decimal.toPlainString()
                    : value instanceof Number ? value.toString() : value);
        }
        for (String list : lists) {
            read.computeIfPresent(list, (name, value) -> value instanceof CharSequence text ? List.of(text.toString()) : value);
        }
        return read;
    }

    /** Forms answer only those who may configure the job, or Jenkins where there is no job. */
    static void checkPermission(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }
}
